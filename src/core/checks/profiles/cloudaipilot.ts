import type { Profile } from './profile.ts';

/** CloudAIPilot. */
export const cloudaipilot: Profile = {
  timing: { intervalMs: 10_000, timeoutMs: 5_000, failureThreshold: 3, successThreshold: 1 },
  startAllowanceMs: 180_000,
  isProcessEnough: true,
  paths: { release: '/', runtime: '/' },
  host: 'localhost:PORT',
  headers: {},
  passes: [[200, 200]],
  isPathFree: true,
  exposedPorts: 'unknown',
  moreTime: (seconds) =>
    `Give it more time: a release timeout of ${seconds} s (\`--release-timeout ${seconds}\` for sidewatch), or a health path that returns 200 earlier.`,
};
