import type { Profile } from './profile.ts';

/** Aptible. */
export const aptible: Profile = {
  timing: { intervalMs: 20_000, timeoutMs: 15_000, failureThreshold: 3, successThreshold: 2 },
  startAllowanceMs: 180_000,
  paths: { release: '/', strictRelease: '/healthcheck', runtime: '/healthcheck' },
  host: 'containers',
  headers: { runtime: { 'x-aptible-health-check': 'true' } },
  passes: 'any',
  strictPasses: [[200, 200]],
  isPathFree: false,
  exposedPorts: 'required',
  moreTime: (seconds) =>
    `Give it more time: \`aptible config:set --app "$APP_HANDLE" RELEASE_HEALTHCHECK_TIMEOUT=${seconds}\` (in seconds, at most 900).`,
  sendTrafficTo: (port) =>
    `Send the endpoint's traffic to port ${port}: \`aptible endpoints:https:modify --app "$APP_HANDLE" --port ${port} ENDPOINT_HOSTNAME\`.`,
};
