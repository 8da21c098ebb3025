import { CMDLINE_BYTES, commandFacts, parseCmdline } from '../files/parse-cmdline.ts';
import type { Stat } from '../files/parse-stat.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';

/** A process may rename itself or run another program. Its command line is re-read when its name changes, and once a second. */
const FRESH_MS = 1_000;

interface Kept {
  readonly comm: string;
  readonly startTicks: number;
  readonly readAt: number;
  readonly text: string;
  readonly command: readonly string[];
}

/** The command lines of processes, redacted and shortened; empty if they could not be read. */
export interface CommandLines {
  of(stat: Stat, at: number): readonly string[];
  /** Forgets all processes except these. */
  keepOnly(pids: ReadonlySet<number>): void;
}

/** Reads command lines through `procfs`, and keeps them while they are fresh. */
export function commandLines(procfs: Procfs): CommandLines {
  const kept = new Map<number, Kept>();
  return {
    of(stat, at) {
      const { pid, comm, startTicks } = stat;
      const before = kept.get(pid);
      const isSame = before?.startTicks === startTicks && before.comm === comm;
      // During execve(2) a process has no command line for a moment.
      const isFresh = isSame && before.text !== '' && at - before.readAt < FRESH_MS;
      if (isFresh) return before.command;
      const now = whenRead(procfs.text(`${pid}/cmdline`, CMDLINE_BYTES)) ?? '';
      // A process that is about to exit has already released it.
      const text = now === '' && before?.startTicks === startTicks ? before.text : now;
      // Redaction costs more than reading, and the text hardly ever changes.
      const command = isSame && before.text === text ? before.command : commandFacts(parseCmdline(text));
      kept.set(pid, { comm, startTicks, readAt: at, text, command });
      return command;
    },
    keepOnly(pids) {
      for (const pid of kept.keys()) if (!pids.has(pid)) kept.delete(pid);
    },
  };
}
