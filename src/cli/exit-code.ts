import { constants } from 'node:os';
import type { Exit } from '../core/facts/app.ts';

/** The agent's own exit codes: those of sysexits.h, and the shell's for a command that cannot be run. */
export const exitCode = {
  ok: 0,
  unhealthy: 1,
  usage: 64,
  /** EX_NOINPUT. */
  unreadable: 66,
  /** EX_IOERR. */
  unwritable: 74,
  notExecutable: 126,
  notFound: 127,
} as const;

/** The exit code for the app's exit: the app's own code, or 128+N when signal N killed it. */
export function codeOfExit({ code, signal }: Pick<Exit, 'code' | 'signal'>): number {
  if (signal === undefined) return code ?? exitCode.unhealthy;
  // `as`: Node gave the name from the same table, so it is in there.
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}
