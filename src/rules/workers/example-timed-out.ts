import type { TimedOutWorker } from './worker-timeouts.ts';

/** A worker that was killed for its timeout, for the examples of rules. */
export const exampleTimedOut = (
  told: Pick<TimedOutWorker, 'ageS' | 'phase' | 'phaseBy' | 'because'>,
): TimedOutWorker => ({
  pid: 12,
  at: 0,
  line: '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:12)',
  confidence: 'certain',
  ...told,
});
