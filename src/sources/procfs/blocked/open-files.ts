import type { OpenFiles } from '../../../core/facts/blocked-process.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';

/** More than this many are not counted: a listing of them takes too long beside an app that is in trouble. */
const COUNTED = 65_536;
/** A server that gave one back to refuse the next client has it again a moment later. */
const SPARE = 1;

/** The files that a process has open where these are as many as it may (RLIMIT_NOFILE in getrlimit(2)); undefined while it has room, and where that may not be read. */
export function fullFiles(procfs: Procfs, pid: number): OpenFiles | undefined {
  const limit = numberIn(procfs.text(`${pid}/limits`), /^Max open files +(\d+)/m);
  if (limit === undefined || limit > COUNTED) return undefined;
  // The table's slots (proc_pid_status(5)), which never get fewer: most processes need no listing.
  const slots = numberIn(procfs.text(`${pid}/status`), /^FDSize:\s*(\d+)/m);
  if (slots === undefined || slots < limit) return undefined;
  // One above the limit was there before it.
  const open = whenRead(procfs.descriptors(pid))?.filter((descriptor) => descriptor < limit).length;
  return open !== undefined && open >= limit - SPARE ? { open, limit } : undefined;
}

function numberIn(read: ReturnType<Procfs['text']>, pattern: RegExp): number | undefined {
  const digits = pattern.exec(whenRead(read) ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
