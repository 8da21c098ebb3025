import type { RuntimeChange } from '../../core/checks/runtime-changes.ts';
import { durationWords } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { outcomeWords, probeEvidence } from '../shared/last-probe.ts';

interface Finding {
  /** Those within the window; never fewer than three. */
  readonly changes: readonly RuntimeChange[];
  readonly overMs: number;
  /** The newest runtime probe that failed. */
  readonly probe?: Probe;
}

const WINDOW_MS = 600_000;
const FEWEST_CHANGES = 3;

export default defineRule({
  code: 'flapping',
  title: 'The app keeps changing between healthy and unhealthy',
  stage: 'checks',
  severity: 'warning',
  needs: ['app', 'probes', 'runtimeChanges'],
  meaning:
    'The runtime checks fail long enough to count as unhealthy, then pass again, over and over. ' +
    'Each time the platform takes the container out of traffic and puts it back. ' +
    'Usually the app is at the limit of its load, or something behind its health page comes and goes.',
  when({ app, probes, runtimeChanges, at }): Finding | undefined {
    if (app.exit ?? app.startFailure ?? app.stopRequestedAt) return undefined;
    const changes = runtimeChanges.filter((change) => at - change.at <= WINDOW_MS);
    const [first] = changes;
    if (first === undefined || changes.length < FEWEST_CHANGES) return undefined;
    const probe = probes.findLast(({ purpose, passed }) => purpose === 'runtime' && !passed);
    return { changes, overMs: at - first.at, ...(probe && { probe }) };
  },
  summary: ({ changes, overMs, probe }) => {
    const now = changes.at(-1)?.to ?? 'unhealthy';
    const last =
      probe === undefined ? '' : `: in the last failed check it ${outcomeWords(probe.outcome, probe.durationMs)}`;
    return `The app's health changed ${changes.length} times in ${durationWords(overMs)} (now ${now})${last}.`;
  },
  evidence: ({ changes, probe }) => [
    ...changes.slice(-4).map(({ at, port, to }) => ({
      source: 'probe',
      expected: 'steady runtime checks',
      observed: `port ${port} became ${to}`,
      at,
    })),
    ...(probe ? [probeEvidence(probe, 'a check that passes')] : []),
  ],
  remedy: ({ probe }) => [
    "Compare the times of the changes with the container's log, CPU and memory: what happens before each failure shows the cause.",
    ...(probe?.path === undefined
      ? []
      : [`Keep ${probe.path} cheap: it should not depend on a database or another service.`]),
    'Give the app more workers or a larger container if it fails whenever it is busy.',
  ],
  example: {
    changes: [
      { at: 0, port: 8000, to: 'unhealthy' },
      { at: 80_000, port: 8000, to: 'healthy' },
      { at: 200_000, port: 8000, to: 'unhealthy' },
    ],
    overMs: 210_000,
    probe: exampleProbe(
      { kind: 'no-response', received: 0 },
      { purpose: 'runtime', path: '/healthcheck', durationMs: 15_000 },
    ),
  },
});
