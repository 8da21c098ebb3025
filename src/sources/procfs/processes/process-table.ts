import { ParseError } from '../../../core/errors.ts';
import { parseStat, type Stat } from '../files/parse-stat.ts';
import type { Procfs, Read } from '../files/procfs.ts';

/** The processes of one scan. Processes that vanished meanwhile are in neither map. */
export interface ProcessTable {
  readonly stats: ReadonlyMap<number, Stat>;
  /** The reason why a process could not be read, by pid. */
  readonly unreadable: ReadonlyMap<number, string>;
}

/** How long a reading of a process outside the app stays valid. */
const FOREIGN_MS = 1_000;

/** Reads the stat file of every process; those in `foreign` only once a second, because a machine may have thousands. */
export function processTableReader(procfs: Procfs): (foreign: ReadonlySet<number>, at: number) => Read<ProcessTable> {
  let before: ReadonlyMap<number, Stat> = new Map();
  let foreignReadAt = Number.NEGATIVE_INFINITY;
  return (foreign, at) => {
    const pids = procfs.pids();
    if (pids.kind !== 'read') return pids;
    const mayKeep = at - foreignReadAt < FOREIGN_MS;
    if (!mayKeep) foreignReadAt = at;
    const read = pids.value.map((pid) => {
      const kept = mayKeep && foreign.has(pid) ? before.get(pid) : undefined;
      return [pid, kept ?? readStat(procfs, pid)] as const;
    });
    before = new Map(read.flatMap(([pid, stat]) => (typeof stat === 'object' ? [[pid, stat]] : [])));
    const unreadable = new Map(read.flatMap(([pid, stat]) => (typeof stat === 'string' ? [[pid, stat]] : [])));
    return { kind: 'read', value: { stats: before, unreadable } };
  };
}

/** The stat of a process, or a text that says why it cannot be read; undefined when the process vanished. */
export function readStat(procfs: Procfs, pid: number): Stat | string | undefined {
  const text = procfs.text(`${pid}/stat`);
  if (text.kind === 'vanished') return undefined;
  if (text.kind !== 'read') return text.reason;
  try {
    const stat = parseStat(text.value);
    return stat.pid === pid ? stat : `/proc/${pid}/stat is about another process, ${stat.pid}`;
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}
