import { expect, test } from 'vitest';
import { durationWords } from '../../src/core/clock.ts';

test.each([
  [-5, 'less than 0.1 s'],
  [Number.NaN, 'less than 0.1 s'],
  [49, 'less than 0.1 s'],
  [50, '0.1 s'],
  [284, '0.3 s'],
  [999, '1 s'],
  [1_250, '1.3 s'],
  [9_960, '10 s'],
  [30_400, '30 s'],
  [119_400, '119 s'],
  [120_000, '2 min'],
  [185_000, '3 min 5 s'],
  [600_000, '10 min'],
  [635_000, '11 min'],
  [7_200_000, '2 h'],
  [7_800_000, '2 h 10 min'],
  [172_800_000, '2 days'],
])('%i ms is said as %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
