import { type StandIns, uncheckedHealth, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { configured } from '../shared/configured.ts';

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
