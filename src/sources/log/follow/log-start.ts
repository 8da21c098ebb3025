import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Instant } from '../../../core/clock.ts';
import { parseStamp } from '../replay/parse-stamp.ts';

/** What is known of a file before its first reading. */
export interface NewLog {
  readonly handle: FileHandle;
  readonly stats: Stats;
  /** Earlier lines are ignored: they are old, or another app's. */
  readonly since: Instant;
  /** It appeared, or replaced another file, while the path was watched. */
  readonly hasAppeared: boolean;
}

/** In a file older than the app, this much is searched for the app's first line. */
const SEARCHED_BYTES = 1024 * 1024;
const STAMP_BYTES = 200;
const NEWLINE = 0x0a;

/**
 * The offset to start from: 0 for a file created after `since`, the end for a file not written since.
 * Otherwise the first line (of the last MiB) with a timestamp since then; without timestamps, the end.
 */
export async function startOf({ handle, stats, since, hasAppeared }: NewLog): Promise<number> {
  const { size, mtimeMs, birthtimeMs } = stats;
  if (size === 0) return 0;
  if (mtimeMs < since) return size;
  // Not every file system knows when a file was created.
  if (birthtimeMs >= since || (hasAppeared && birthtimeMs === 0)) return 0;
  return firstStamped(handle, size, since);
}

async function firstStamped(handle: FileHandle, size: number, since: Instant): Promise<number> {
  const from = Math.max(0, size - SEARCHED_BYTES);
  const buffer = Buffer.alloc(size - from);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
  const bytes = buffer.subarray(0, bytesRead);
  // Timestamps may be whole seconds.
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
