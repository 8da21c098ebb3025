import { constants } from 'node:os';
import type { Exit } from '../core/facts/app.ts';

/** Exit codes of the agent's own: sysexits.h, and the shell's for a command that cannot be run. */
export const exitCode = { ok: 0, unhealthy: 1, usage: 64, notExecutable: 126, notFound: 127 } as const;

/** The code that tells how the app ended: its own, or 128+N when signal N ended it. */
export function codeOfExit({ code, signal }: Pick<Exit, 'code' | 'signal'>): number {
  if (signal === undefined) return code ?? exitCode.unhealthy;
  // The names come from Node, which has the same table; an unknown one cannot be.
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}
