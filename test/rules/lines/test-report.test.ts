import { describe, expect, test } from 'vitest';
import { allTestsPassed } from '../../../src/rules/lines/test-report.ts';
import { diagnosesOf } from '../../support/replay.ts';

const says = (text: string): boolean => allTestsPassed({ origin: 'stdout', text });

describe('all tests passed', () => {
  test.each([
    ['Jest', 'Tests:       1 skipped, 3 passed, 4 total'],
    ['Vitest', '      Tests  2 passed (2)'],
    ['Mocha', '  12 passing (45ms)'],
    ['Pest', '  Tests:    2 passed (4 assertions)'],
    ['Playwright', '  3 passed (6.1s)'],
    ['Node', '\u2139 fail 0'],
    ['TAP', '# fail  0'],
    ['Minitest', '2 runs, 2 assertions, 0 failures, 0 errors, 0 skips'],
    ['nextest', '     Summary [   0.017s] 2 tests run: 2 passed, 0 skipped'],
    ['Swift', '\t Executed 1 test, with 0 failures (0 unexpected) in 0.012 (0.012) seconds'],
    ['Gradle', 'BUILD SUCCESSFUL in 4s'],
    ['sbt', '[info] All tests passed.'],
    ['Deno', 'ok | 2 passed | 0 failed (31ms)'],
    ['Bun', ' 0 fail'],
    ['pytest', '======================== 3 passed, 1 skipped in 0.31s ========================='],
    ['unittest', 'Ran 3 tests in 0.004s'],
    ['Go', 'ok  \tshop/serve\t0.021s'],
    ['Cargo', 'test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s'],
    ['RSpec', '3 examples, 0 failures'],
    ['ExUnit', '3 tests, 0 failures'],
    ['PHPUnit', 'OK (3 tests, 4 assertions)'],
    ['Maven', '[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0'],
    ['.NET', 'Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3'],
  ])('%s', (_, text) => {
    expect(says(text)).toBe(true);
  });

  test.each([
    'Tests:       1 failed, 3 passed, 4 total',
    '=================== 1 failed, 2 passed in 0.31s ===================',
    '3 examples, 1 failure',
    'ok | 1 passed | 1 failed (31ms)',
    '     Summary [   0.017s] 2 tests run: 1 passed, 1 failed, 0 skipped',
    '# fail 1',
    '2 runs, 2 assertions, 1 failures, 0 errors, 0 skips',
    '  3 passed the gate (6.1s)',
    ' 1 fail',
    '2 tests passing soon',
    'ok',
    'the smoke test: 3 passed',
  ])('not: %s', (text) => {
    expect(says(text)).toBe(false);
  });
});

describe('a port that is taken', () => {
  const taken = 'Error: listen EADDRINUSE: address already in use :::3000';
  const codes = (...lines: readonly string[]) =>
    diagnosesOf(Buffer.from(`${lines.join('\n')}\n`)).map(({ code }) => code);

  test('is none of an app where a test asked for it', () => {
    expect(codes(taken, '  2 passing (19ms)')).toEqual([]);
  });

  test('is one where the app is started after its tests', () => {
    expect(codes('  2 passing (19ms)', taken)).toEqual(['port-in-use']);
  });
});
