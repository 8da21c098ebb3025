import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** An open log file, or why there is none. `missing`: nothing exists there, which may change at any moment. */
export type OpenedLog = Opened | NoLog;

export interface Opened {
  readonly kind: 'opened';
  /** Device and inode: no other file has them while this one is open. */
  readonly id: string;
  readonly handle: FileHandle;
  readonly stats: Stats;
}

/** What is at a path, without opening it. */
export type SeenLog = { readonly kind: 'there'; readonly id: string; readonly stats: Stats } | NoLog;

export type NoLog = { readonly kind: 'missing' } | { readonly kind: 'unreadable'; readonly reason: string };

// Opening a FIFO must not block, and a terminal must not become the agent's own.
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Checks what a path leads to now, through symbolic links. Never throws. */
export async function seeLog(path: string): Promise<SeenLog> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? { kind: 'there', id: idOf(stats), stats } : unfit(stats);
  } catch (error) {
    return failed(error);
  }
}

/** Opens a regular file for reading. Leaves anything else alone, because opening a device may have effects. Never throws. */
export async function openLog(path: string): Promise<OpenedLog> {
  const seen = await seeLog(path);
  if (seen.kind !== 'there') return seen;
  try {
    const handle = await open(path, FLAGS);
    const stats = await handle.stat();
    if (stats.isFile()) return { kind: 'opened', id: idOf(stats), handle, stats };
    await handle.close();
    return unfit(stats);
  } catch (error) {
    return failed(error);
  }
}

const idOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`;

const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ESRCH', 'ESTALE']);

function failed(error: unknown): NoLog {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (MISSING.has(code)) return { kind: 'missing' };
  const isDenied = code === 'EACCES' || code === 'EPERM';
  const reason = isDenied ? 'permission denied' : error instanceof Error ? error.message : String(error);
  return { kind: 'unreadable', reason };
}

function unfit(stats: Stats): NoLog {
  const what = stats.isDirectory()
    ? 'a directory'
    : stats.isFIFO()
      ? 'a pipe'
      : stats.isSocket()
        ? 'a socket'
        : 'a device';
  return { kind: 'unreadable', reason: `it is ${what}, not a regular file` };
}
