import { type FileHandle, opendir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ByteTaker, ReadPosition, Recovered } from './file-reading.ts';
import { type Opened, openLog, seeLog } from './open-log.ts';

const ENTRIES = 2_000;
const OPENED = 16;
const BUFFER_BYTES = 64 * 1024;
const HEAD_BYTES = 256;
const COMPRESSED = /\.(?:gz|bz2|xz|zst|lz4|zip)$/;

/**
 * Files that were at the path after `last` and before `next`, and were rotated away unseen, oldest first; the caller closes them.
 * They are recognized by names that extend the path's (`app.log.1`), and by their creation time. A copy of `last` or `next` does not count.
 */
export async function missedBetween(path: string, last: Opened, next: Opened): Promise<readonly Opened[]> {
  const known = [await headOf(last.handle), await headOf(next.handle)];
  const missed: Opened[] = [];
  for (const opened of await openedBeside(path)) {
    const { birthtimeMs } = opened.stats;
    const isBetween = birthtimeMs >= last.stats.birthtimeMs && birthtimeMs <= next.stats.birthtimeMs;
    const isOther = opened.id !== last.id && opened.id !== next.id;
    const head = isBetween && isOther ? await headOf(opened.handle) : '';
    if (head !== '' && !known.includes(head)) missed.push(opened);
    else await opened.handle.close();
  }
  return missed;
}

/** Reads what copies of a file hold after the reader's place. Each copy was made just before a truncation. Never rejects. */
export async function recoverFromCopies(path: string, place: ReadPosition, to: ByteTaker): Promise<Recovered> {
  const recovered = { bytes: 0, truncations: 0 };
  const copies = place.overlap.length === 0 ? [] : await openedBeside(path);
  try {
    const holds = await Promise.all(copies.map(({ handle }) => isCopy(handle, place)));
    const [first, ...later] = copies.slice(holds.lastIndexOf(true));
    if (!holds.includes(true) || first === undefined) return recovered;
    recovered.bytes = await handOver(first.handle, place.offset, to);
    const now = await headOf(place.handle);
    for (const { handle } of later) {
      const head = await headOf(handle);
      // A copy in progress holds data that will be read anyway.
      if (head === '' || head === now) continue;
      to.broken();
      await handOver(handle, 0, to);
      recovered.truncations += 1;
    }
    return recovered;
  } catch {
    // A copy that can no longer be read gives no more.
    return recovered;
  } finally {
    await Promise.all(copies.map(({ handle }) => handle.close()));
  }
}

async function isCopy(handle: FileHandle, { overlap, offset }: ReadPosition): Promise<boolean> {
  const buffer = Buffer.alloc(overlap.length);
  const { bytesRead } = await handle.read(buffer, 0, overlap.length, offset - overlap.length);
  return overlap.isAtHeadOf(buffer.subarray(0, bytesRead));
}

/** Passes on everything after a position; returns the number of bytes. */
async function handOver(handle: FileHandle, from: number, to: ByteTaker): Promise<number> {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  for (let position = from; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return position - from;
    to.write(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** The newest files whose names start with the path's name and are longer, in the order of their creation. */
async function openedBeside(path: string): Promise<readonly Opened[]> {
  const folder = dirname(path);
  const paths = (await namesIn(folder, basename(path))).map((name) => join(folder, name));
  const seen = await Promise.all(paths.map(async (each) => ({ path: each, changedAt: await changedAt(each) })));
  const newest = seen.sort((a, b) => b.changedAt - a.changedAt).slice(0, OPENED);
  const opened = await Promise.all(newest.map((each) => openLog(each.path)));
  return opened
    .filter((each) => each.kind === 'opened')
    .sort((a, b) => a.stats.birthtimeMs - b.stats.birthtimeMs || a.stats.mtimeMs - b.stats.mtimeMs);
}

async function changedAt(path: string): Promise<number> {
  const seen = await seeLog(path);
  return seen.kind === 'there' ? seen.stats.mtimeMs : 0;
}

async function namesIn(folder: string, stem: string): Promise<readonly string[]> {
  const names: string[] = [];
  let seen = 0;
  try {
    for await (const { name } of await opendir(folder)) {
      seen += 1;
      if (name.startsWith(stem) && name !== stem && !COMPRESSED.test(name)) names.push(name);
      if (seen >= ENTRIES) break;
    }
  } catch {
    // A directory that cannot be listed holds nothing to recover.
  }
  return names;
}

/** The first bytes, as text to compare. */
async function headOf(handle: FileHandle): Promise<string> {
  const buffer = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(buffer, 0, HEAD_BYTES, 0);
  return buffer.toString('latin1', 0, bytesRead);
}
