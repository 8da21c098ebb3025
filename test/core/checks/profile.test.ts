import { expect, test } from 'vitest';
import { acceptsStatus, checkRequest, mightBeStricter, wantedStatus } from '../../../src/core/checks/profile.ts';
import { profileNames, profiles } from '../../../src/core/checks/profiles/profiles.ts';

const kubernetes = { profile: 'kubernetes', strict: false } as const;
const aptible = { profile: 'aptible', strict: false } as const;

test('an IPv6 address stands in brackets before the port in the Host header', () => {
  expect(checkRequest(kubernetes, 'runtime', 'fd00::7', 8080).host).toBe('[fd00::7]:8080');
  expect(checkRequest(kubernetes, 'runtime', '10.0.0.7', 8080).host).toBe('10.0.0.7:8080');
});

test('a health path that was given is that of both checks', () => {
  const settings = { ...aptible, strict: true, healthPath: '/up' };
  expect(checkRequest(settings, 'release', '10.0.0.7', 80).path).toBe('/up');
  expect(checkRequest(settings, 'runtime', '10.0.0.7', 80).path).toBe('/up');
});

test('the statuses that pass are said in words', () => {
  expect(wantedStatus(kubernetes)).toBe('200 to 399');
  expect(wantedStatus({ ...aptible, strict: true })).toBe('200');
  expect(wantedStatus(aptible)).toBe('any');
});

test('both ends of a range pass, and what is beside them fails', () => {
  expect([199, 200, 399, 400].map((status) => acceptsStatus(kubernetes, status))).toEqual([false, true, true, false]);
});

test('strict checks change nothing where the platform has none', () => {
  expect(wantedStatus({ ...kubernetes, strict: true })).toBe(wantedStatus(kubernetes));
  expect([kubernetes, aptible, { ...aptible, strict: true }].map(mightBeStricter)).toEqual([false, true, false]);
});

test.each(profileNames)(
  '%s has paths from the root, a timeout no longer than its interval, and thresholds of one at least',
  (name) => {
    const { paths, timing } = profiles[name];
    expect(Object.values(paths).filter((path) => !path.startsWith('/'))).toEqual([]);
    expect(timing.timeoutMs).toBeLessThanOrEqual(timing.intervalMs);
    expect(Math.min(timing.failureThreshold, timing.successThreshold)).toBeGreaterThanOrEqual(1);
  },
);
