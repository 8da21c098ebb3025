import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/sinks/controller/retry-after.ts';

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
