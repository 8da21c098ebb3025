import { type StandIns, uncheckedHealth, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { configured } from '../shared/configured.ts';
import type { TimedOutWorker } from './worker-timeouts.ts';

/** Stand-ins for the facts that a log does not show: it shows only the pool. */
export const poolAlone = {
  app: unseenApp,
  processes: [],
  heartbeats: [],
  hangs: [],
  health: uncheckedHealth,
  probes: [],
  ...configured.standIns,
} satisfies StandIns;

/** A worker that was killed at its timeout, for the examples of rules. */
export const exampleTimedOut = (
  told: Pick<TimedOutWorker, 'ageS' | 'phase' | 'phaseBy' | 'because'>,
): TimedOutWorker => ({
  pid: 12,
  at: 0,
  line: '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:12)',
  confidence: 'certain',
  ...told,
});
