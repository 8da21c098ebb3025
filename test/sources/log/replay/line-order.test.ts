import { describe, expect, test } from 'vitest';
import { isNewestFirst } from '../../../../src/sources/log/replay/line-order.ts';

const AT = Date.UTC(2026, 10, 21, 8, 54, 9);
const at = (...seconds: readonly number[]) => seconds.map((s) => ({ text: 'x', at: AT + 1_000 * s }));
const atOnce = (...texts: readonly string[]) => texts.map((text) => ({ text, at: AT }));
const own = (...seconds: readonly number[]) =>
  seconds.map((s) => ({ text: `[2026-11-21 08:54:0${s} +0000] [4] [INFO] x` }));

describe('the newest line comes first', () => {
  test.each([
    ["where the platform's stamps fall", at(9, 8, 8, 3)],
    ["where the programs' own stamps fall", own(5, 4, 4, 1)],
    ['where a trace of one instant has its head last', atOnce('    at go (/srv/a.js:2:1)', 'Error: no', 'started')],
    ['where a traceback does', atOnce('KeyError: 1', '  File "/a.py", line 1', 'Traceback (most recent call last):')],
  ])('%s', (_what, lines) => {
    expect(isNewestFirst(lines)).toBe(true);
  });
});

describe('the oldest line comes first', () => {
  test.each([
    ['where stamps rise', at(1, 2, 3)],
    ['where lines of two streams are a little out of order', at(1, 3, 2, 4, 5, 4, 6)],
    ['where two logs stand behind each other', own(1, 2, 3, 1, 2, 3)],
    ['where one log without a stamp of the platform follows another', own(5, 1)],
    ['where all is of one instant', atOnce('a', 'b', 'c')],
    [
      'where a trace of one instant has its head first',
      atOnce('Error: no', '    at go (/srv/a.js:2:1)', 'Error: other'),
    ],
    [
      'where the log begins in a trace',
      atOnce('    at go (/srv/a.js:2:1)', '    at node:internal/main/run_main_module:23:47', 'Error: other', 'bye'),
    ],
    ['where there is one line', at(1)],
    ['where there is none', []],
  ])('%s', (_what, lines) => {
    expect(isNewestFirst(lines)).toBe(false);
  });
});
