import type { FileHandle } from 'node:fs/promises';
import { type Counts, createReading, type Tracking } from './file-reading.ts';
import { overlapBefore } from './overlap.ts';
import { holeLength } from './read-place.ts';

/** One open file, read from an offset as it grows, whatever its name is now. */
export interface TrackedFile {
  readonly handle: FileHandle;
  /** Reads new data, at most about 8 MiB. Rejects when the file can no longer be read. */
  advance(): Promise<Advance>;
  /** Continues through another handle of the same file. */
  reopen(handle: FileHandle): Promise<void>;
  close(): Promise<void>;
}

export interface Advance extends Counts {
  /** There may be more to read right away. */
  readonly isMore: boolean;
  readonly sizeBytes: number;
  /** No directory contains the file any longer. */
  readonly isDeleted: boolean;
  /** Bytes that exist and are not read yet. */
  readonly leftBytes: number;
}

const BUFFER_BYTES = 64 * 1024;

/**
 * Tracks an open file. It notices a truncation by the size and by the bytes before the offset.
 * It misses one only if the same bytes return to the same place.
 */
export async function trackFile(opened: FileHandle, tracking: Tracking): Promise<TrackedFile> {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  const overlap = await overlapBefore(opened, tracking.start);
  const reading = createReading(overlap, tracking);
  let handle = opened;
  let changedAt = Number.NaN;

  return {
    get handle() {
      return handle;
    },
    async advance() {
      const { size, mtimeMs, nlink } = await handle.stat();
      reading.beginPass();
      const isUnchanged = size === reading.offset && mtimeMs === changedAt;
      changedAt = mtimeMs;
      if (size < reading.offset) await reading.cutShort(handle, false);
      const isMore = !isUnchanged && (await readOn());
      const counts = reading.endPass(size);
      const leftBytes = Math.max(0, size - reading.offset);
      return { ...counts, isMore, sizeBytes: size, isDeleted: nlink === 0, leftBytes };
    },
    async reopen(other) {
      await handle.close();
      handle = other;
      changedAt = Number.NaN;
    },
    close: () => handle.close(),
  };

  /** Reads to the end of the file, or until this pass has read enough (then true). */
  async function readOn(): Promise<boolean> {
    while (!reading.isPassFull) {
      const { length } = overlap;
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, reading.offset - length);
      if (!overlap.isAtHeadOf(buffer.subarray(0, bytesRead))) {
        await reading.cutShort(handle, bytesRead >= length && holeLength(buffer.subarray(0, length)) === length);
      } else if (bytesRead === length) return false;
      else reading.take(buffer.subarray(length, bytesRead));
    }
    return true;
  }
}
