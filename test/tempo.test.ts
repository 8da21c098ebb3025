import { describe, expect, test } from 'vitest';
import { sharedWaitMs } from '../src/tempo.ts';

const START = 1_000_000;

describe('a wait that is shared', () => {
  test.each([
    ['as long as asked when it is short', 4_999, 3_000, 4_999],
    ['up to the beat before its end', 5_000, 3_000, 2_000],
    ['as long as asked from beat to beat', 5_000, 10_000, 5_000],
    ['not over at once for one that ended early', 5_000, 9_990, 5_010],
    ['up to the last beat before its end when it is long', 20_000, 3_000, 17_000],
  ])('is %s', (_, ms, afterMs, waitMs) => {
    expect(sharedWaitMs(ms, START + afterMs, START)).toBe(waitMs);
  });
});
