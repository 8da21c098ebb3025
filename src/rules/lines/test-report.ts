import type { LogLine } from '../../core/facts/log-event.ts';

const MAX_TEXT = 300;

/** The last words of runners of tests when all passed: Jest, Vitest, Mocha, Deno, Bun; pytest, unittest; Go; Cargo; RSpec and ExUnit, PHPUnit; Maven, .NET. */
const ALL_PASSED = new RegExp(
  [
    '^\\s*Tests:? {1,10}(?:\\d{1,6} (?:skipped|todo), |\\d{1,6} (?:skipped|todo) \\| )*\\d{1,6} passed(?:, \\d{1,6} total| .{0,40}\\(\\d{1,6}\\))$',
    '^ {2,4}\\d{1,6} passing \\(\\d{1,6}m?s\\)$',
    '^ok \\| \\d{1,6} passed (?:\\(\\d{1,6} steps?\\) )?\\| 0 failed',
    '^ {1,2}0 fail$',
    '^=+ (?:\\d{1,6} (?:passed|skipped|deselected|warnings?|xfailed|xpassed)(?:, | ))+in \\d.{0,40} =+$',
    '^Ran \\d{1,6} tests? in \\d{1,6}\\.\\d{3}s$',
    '^ok {2}\\t\\S{1,200}\\t(?:\\d{1,6}\\.\\d{3}s|\\(cached\\))',
    '^test result: ok\\. \\d{1,6} passed; 0 failed;',
    '^(?:\\d{1,6} doctests?, )?\\d{1,6} (?:tests?|examples?), 0 failures(?:, .{1,60})?$',
    '^OK \\(\\d{1,6} tests?, \\d{1,6} assertions?\\)$',
    '^\\[(?:INFO|WARNING)\\] Tests run: \\d{1,6}, Failures: 0, Errors: 0, ',
    '^Passed! {2}- Failed: {1,6}0, Passed: ',
  ].join('|'),
);

/** A line by which a runner of tests says that all of them passed: what was logged before it the tests had asked for. */
export const allTestsPassed = ({ text }: LogLine): boolean => ALL_PASSED.test(text.slice(0, MAX_TEXT));
