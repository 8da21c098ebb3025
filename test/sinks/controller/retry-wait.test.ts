import { describe, expect, test } from 'vitest';
import { backoffMs, retryAfterMs } from '../../../src/sinks/controller/retry-wait.ts';

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

// The examples of RFC 9110, 5.6.7, and a moment 37 s before them.
const EARLIER = Date.UTC(1994, 10, 6, 8, 49, 0);

test.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
  'reads the date %s as GMT',
  (date) => expect(retryAfterMs(date, EARLIER)).toBe(37_000),
);

test('reads seconds, and a date that has passed as no wait', () => {
  expect(retryAfterMs(' 120 ', EARLIER)).toBe(120_000);
  expect(retryAfterMs('0', EARLIER)).toBe(0);
  expect(retryAfterMs('Sun, 06 Nov 1994 08:49:37 GMT', EARLIER + 99_000)).toBe(0);
});

test.each(['', 'soon', '-5', '1.5', '1e9', '9'.repeat(40), '2030-01-01', 'Sun, 66 Nov 1994 08:49:37 GMT'])(
  'makes nothing of "%s"',
  (text) => expect(retryAfterMs(text, EARLIER)).toBeUndefined(),
);
