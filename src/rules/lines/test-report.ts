import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';

const MAX_TEXT = 300;

const COUNT = '\\d{1,6}';

/** The last words of runners of tests, and of builds that run them, when all passed. Mocha and unittest tell of failures below. */
const ALL_PASSED = new RegExp(
  [
    // Jest, Vitest, Pest; Mocha; Playwright; Node and TAP; Deno; Bun.
    `^\\s*Tests:? {1,10}(?:${COUNT} (?:skipped|todo), |${COUNT} (?:skipped|todo) \\| )*${COUNT} passed(?:, ${COUNT} total| .{0,40}\\(${COUNT}(?: assertions?)?\\))$`,
    `^ {2,4}${COUNT} (?:passing|passed) \\(\\d[\\d.]{0,8}(?:m?s|m)\\)$`,
    '^(?:\u2139|#) fail {1,6}0$',
    `^ok \\| ${COUNT} passed (?:\\(${COUNT} steps?\\) )?\\| 0 failed`,
    '^ {1,2}0 fail$',
    // pytest and unittest of Python; RSpec, Minitest and ExUnit; PHPUnit.
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

/** A line by which a runner of tests says that all of them passed: what was logged before it the tests had asked for. */
export const allTestsPassed = ({ text }: LogLine): boolean => ALL_PASSED.test(text.slice(0, MAX_TEXT));

/** Whether such a line stands below this one, which is then a test's. */
export function isOfTest(line: string, tail: readonly LogLine[]): boolean {
  const place = tail.findLastIndex(({ text }) => ownText(text) === line);
  return place >= 0 && tail.slice(place + 1).some(allTestsPassed);
}
