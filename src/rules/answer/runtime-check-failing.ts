import type { CheckTiming } from '../../core/checks/profiles/profile.ts';
import { durationWords } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { outcomeWords, probeEvidence, requestWords } from '../shared/last-probe.ts';

interface Finding {
  readonly isUnhealthy: boolean;
  readonly failures: number;
  /** The newest runtime probe that failed. */
  readonly probe?: Probe;
  readonly timing: CheckTiming;
}

const inARow = (count: number): string => (count === 1 ? 'one' : `${count} in a row`);

export default defineRule({
  code: 'runtime-check-failing',
  title: 'The app was healthy, but its runtime checks now fail',
  stage: 'checks',
  needs: ['app', 'health', 'probes'],
  explains: ['flapping'],
  meaning:
    'The app passed its release check and got traffic, but the check that is repeated while it is live now fails. ' +
    'After a number of failures in a row the platform takes the container out of traffic or restarts it.',
  when({ app, health, probes, settings }): Finding | undefined {
    const { state, before = state, consecutiveFailures: failures } = health.runtime;
    const isUnhealthy = before === 'unhealthy';
    const ends = app.exit ?? app.startFailure ?? app.stopRequestedAt;
    if (ends !== undefined || !health.everHealthy || !(isUnhealthy || failures >= 2)) return undefined;
    const probe = probes.findLast(({ purpose, passed }) => purpose === 'runtime' && !passed);
    return { isUnhealthy, failures, ...(probe && { probe }), timing: settings.timing };
  },
  severity: ({ isUnhealthy }) => (isUnhealthy ? 'error' : 'warning'),
  insist({ observed: { health, probes }, settings: { timing } }) {
    if (!health.known) return undefined;
    const { state, before = state, consecutiveFailures: failures } = health.value.runtime;
    if (before !== 'unhealthy') return undefined;
    const probe = probes.known
      ? probes.value.findLast(({ purpose, passed }) => purpose === 'runtime' && !passed)
      : undefined;
    return { isUnhealthy: true, failures, timing, ...(probe && { probe }) };
  },
  summary: (finding) => `${countWords(finding)}${lastWords(finding)}.`,
  evidence: ({ probe, failures, timing }) => [
    ...(probe ? [probeEvidence(probe, 'a check that passes')] : []),
    {
      source: 'probe',
      expected: `fewer than ${timing.failureThreshold} failures in a row, one check every ${durationWords(timing.intervalMs)}, healthy again after ${passes(timing)}`,
      observed: failures === 0 ? 'the newest check passed' : `failed checks: ${inARow(failures)}`,
    },
  ],
  remedy: ({ probe }) => [
    'Find out what changed in the app since it was healthy: the log from just before the first failure usually shows why.',
    ...(probe?.path === undefined
      ? []
      : [
          `Keep ${probe.path} cheap: without a database or another service behind it, it fails only when the app itself does.`,
        ]),
  ],
  example: {
    isUnhealthy: true,
    failures: 3,
    probe: exampleProbe(
      { kind: 'no-response', received: 0 },
      { purpose: 'runtime', path: '/healthcheck', durationMs: 15_000 },
    ),
    timing: { intervalMs: 20_000, timeoutMs: 15_000, failureThreshold: 3, successThreshold: 2 },
  },
});

const passes = ({ successThreshold }: CheckTiming): string =>
  successThreshold === 1 ? 'one pass' : `${successThreshold} passes in a row`;

function countWords({ failures, isUnhealthy, timing }: Finding): string {
  if (failures === 0) {
    return `The app was unhealthy and passes its runtime check again: it counts as healthy after ${passes(timing)}`;
  }
  const checks = failures === 1 ? 'runtime check' : `${failures} runtime checks`;
  const limit = `${isUnhealthy ? 'unhealthy' : 'it counts as unhealthy'} after ${inARow(timing.failureThreshold)}`;
  return `The app was healthy, but its last ${checks} failed (${limit})`;
}

const lastWords = ({ probe, failures }: Finding): string =>
  probe === undefined || failures === 0
    ? ''
    : `: in the last one (${requestWords(probe)}) it ${outcomeWords(probe.outcome, probe.durationMs)}`;
