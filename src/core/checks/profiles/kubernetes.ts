import type { Profile } from './profile.ts';

/** Kubernetes: httpGet probes with the kubelet's defaults. */
export const kubernetes: Profile = {
  timing: { intervalMs: 10_000, timeoutMs: 1_000, failureThreshold: 3, successThreshold: 1 },
  startAllowanceMs: 180_000,
  paths: { release: '/', runtime: '/' },
  host: 'ADDRESS:PORT',
  headers: { release: { 'user-agent': 'kube-probe/1.31' }, runtime: { 'user-agent': 'kube-probe/1.31' } },
  passes: [[200, 399]],
  isPathFree: true,
  exposedPorts: 'ignored',
  moreTime: (seconds) =>
    `Give it more time: a startupProbe whose \`failureThreshold\` times \`periodSeconds\` is ${seconds} s, and \`--release-timeout ${seconds}\` for sidewatch.`,
};
