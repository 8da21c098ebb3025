import { describe, expect, test } from 'vitest';
import { backoffMs } from '../../../src/sinks/controller/backoff.ts';

const policy = { baseMs: 1_000, capMs: 60_000 };

describe('the back-off', () => {
  test('doubles with each failure up to the cap', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => backoffMs(failures, 1, policy));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  test('has full jitter: anything from nothing to the whole', () => {
    expect([0, 0.25, 0.5].map((chance) => backoffMs(3, chance, policy))).toEqual([0, 1_000, 2_000]);
  });

  test('stays a number after any count of failures', () => {
    expect(backoffMs(1e9, 0, policy)).toBe(0);
    expect(backoffMs(1e9, 1, policy)).toBe(60_000);
    expect(backoffMs(0, 1, policy)).toBe(1_000);
  });
});
