import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Instant } from '../../../core/clock.ts';
import { parseStamp } from '../replay/parse-stamp.ts';

/** What is known of a file that is to be read for the first time. */
export interface NewLog {
  readonly handle: FileHandle;
  readonly stats: Stats;
  /** Lines before it are not of interest: they are another app's, or old. */
  readonly since: Instant;
  /** It appeared, or took another's place, while the path was watched. */
  readonly hasAppeared: boolean;
}

/** How much of a file that is older than the app is searched for the first line of the app's. */
const SEARCHED_BYTES = 1024 * 1024;
const STAMP_BYTES = 200;
const NEWLINE = 0x0a;

/**
 * Where to begin to read: at the start of a file that is not older than `since`, at the end of one that was not written since,
 * else at the first line (of the last MiB) that was stamped since; a file without stamps is read from its end.
 */
export async function startOf({ handle, stats, since, hasAppeared }: NewLog): Promise<number> {
  const { size, mtimeMs, birthtimeMs } = stats;
  if (size === 0) return 0;
  if (mtimeMs < since) return size;
  // Not every file system knows when a file was made.
  if (birthtimeMs >= since || (hasAppeared && birthtimeMs === 0)) return 0;
  return firstStamped(handle, size, since);
}

async function firstStamped(handle: FileHandle, size: number, since: Instant): Promise<number> {
  const from = Math.max(0, size - SEARCHED_BYTES);
  const buffer = Buffer.alloc(size - from);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
  const bytes = buffer.subarray(0, bytesRead);
  // Stamps may be whole seconds.
  const earliest = Math.floor(since / 1_000) * 1_000;
  for (let start = from === 0 ? 0 : lineAfter(bytes, 0), end = 0; start < bytes.length; start = end) {
    end = lineAfter(bytes, start);
    const stamp = parseStamp(bytes.toString('latin1', start, Math.min(end, start + STAMP_BYTES)));
    if (stamp !== undefined && stamp >= earliest) return from + start;
  }
  return size;
}

function lineAfter(bytes: Buffer, position: number): number {
  const newline = bytes.indexOf(NEWLINE, position);
  return newline === -1 ? bytes.length : newline + 1;
}
