import { type StandIns, uncheckedHealth, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { configured } from '../shared/configured.ts';

/** By what it is known why a server kills its workers for their timeout. */
export const timeoutNeeds = [
  ...(['pool', 'app', 'processes', 'heartbeats', 'hangs', 'health', 'probes'] as const),
  ...configured.needs,
] as const;
export type TimeoutNeed = (typeof timeoutNeeds)[number];

/** The pool is all that a log shows. */
export const poolAlone = {
  app: unseenApp,
  processes: [],
  heartbeats: [],
  hangs: [],
  health: uncheckedHealth,
  probes: [],
  ...configured.standIns,
} satisfies StandIns;
