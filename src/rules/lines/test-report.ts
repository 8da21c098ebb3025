import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';

const MAX_TEXT = 300;

const COUNT = '\\d{1,6}';

/** The last lines of test runners, and of builds that run tests, when all tests passed. Mocha and unittest report failures below. */
const ALL_PASSED = new RegExp(
  [
    // Jest, Vitest, Pest, Mocha, Playwright, Node, TAP, Deno and Bun.
    `^\\s*Tests:? {1,10}(?:${COUNT} (?:skipped|todo), |${COUNT} (?:skipped|todo) \\| )*${COUNT} passed(?:, ${COUNT} total| .{0,40}\\(${COUNT}(?: assertions?)?\\))$`,
    `^ {2,4}${COUNT} (?:passing|passed) \\(\\d[\\d.]{0,8}(?:m?s|m)\\)$`,
    '^(?:\u2139|#) fail {1,6}0$',
    `^ok \\| ${COUNT} passed (?:\\(${COUNT} steps?\\) )?\\| 0 failed`,
    '^ {1,2}0 fail$',
    // pytest, unittest, RSpec, Minitest, ExUnit and PHPUnit.
    `^=+ (?:${COUNT} (?:passed|skipped|deselected|warnings?|xfailed|xpassed)(?:, | ))+in \\d.{0,40} =+$`,
    `^Ran ${COUNT} tests? in \\d{1,6}\\.\\d{3}s$`,
    `^(?:${COUNT} doctests?, )?${COUNT} (?:tests?|examples?), 0 failures(?:, .{1,60})?$`,
    `^${COUNT} (?:runs|tests), ${COUNT} assertions, 0 failures, 0 errors`,
    `^OK \\(${COUNT} tests?, ${COUNT} assertions?\\)$`,
    // Go; Cargo and nextest; Swift.
    '^ok {2}\\t\\S{1,200}\\t(?:\\d{1,6}\\.\\d{3}s|\\(cached\\))',
    `^test result: ok\\. ${COUNT} passed; 0 failed;`,
    `^ +Summary \\[[^\\]]{1,20}\\] ${COUNT} tests? run: ${COUNT} passed(?!.* failed)`,
    `^\\s+Executed ${COUNT} tests?, with 0 failures `,
    // Maven, Gradle, sbt; .NET.
    `^\\[(?:INFO|WARNING)\\] (?:Tests run: ${COUNT}, Failures: 0, Errors: 0, |BUILD SUCCESS$)`,
    '^BUILD SUCCESSFUL in \\d|^\\[info\\] All tests passed\\.$',
    '^Passed! {2}- Failed: {1,6}0, Passed: ',
  ].join('|'),
);

/** A test runner's line that all tests passed: whatever was logged before it belongs to the tests. */
export const allTestsPassed = ({ text }: LogLine): boolean => ALL_PASSED.test(text.slice(0, MAX_TEXT));

/** Whether a test runner's success line follows this line, which then belongs to a test. */
export function isOfTest(line: string, tail: readonly LogLine[]): boolean {
  const place = tail.findLastIndex(({ text }) => ownText(text) === line);
  return place >= 0 && tail.slice(place + 1).some(allTestsPassed);
}
