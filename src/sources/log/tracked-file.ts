import type { FileHandle } from 'node:fs/promises';
import { type Overlap, overlapBefore } from './overlap.ts';

/** Who gets the bytes of a file, in order. */
export interface ByteTaker {
  /** Does not keep the chunk. */
  write(chunk: Buffer): void;
  /** What comes next does not go on where the last chunk ended. */
  broken(): void;
}

/** How far a file has been read. */
export interface Place {
  readonly handle: FileHandle;
  readonly overlap: Overlap;
  readonly offset: number;
}

/** What copies gave back of a file that was truncated. */
export interface Recovered {
  /** Of what stood behind the offset. */
  readonly bytes: number;
  /** How often the file had been written anew, copied and truncated since. */
  readonly truncations: number;
}

/** What a file is read into, and what helps when it is cut short. */
export interface Tracking {
  /** Where to begin. */
  readonly start: number;
  readonly taker: ByteTaker;
  /** Hands over what copies of the file still hold behind the place. Never rejects. */
  recover(place: Place): Promise<Recovered>;
}

/** One open file, read from an offset on as it grows, whatever its name is by now. */
export interface TrackedFile {
  readonly handle: FileHandle;
  /** Reads what is new, at most about 8 MiB. Rejects when the file cannot be read any more. */
  advance(): Promise<Advance>;
  /** Reads on through another handle of the same file. */
  reopen(handle: FileHandle): Promise<void>;
  close(): Promise<void>;
}

export interface Advance {
  readonly bytes: number;
  /** There may be more to read at once. */
  readonly isMore: boolean;
  readonly sizeBytes: number;
  /** The file is in no directory any more. */
  readonly isDeleted: boolean;
  readonly truncations: number;
  /** Bytes that were there, and were cut away unread. */
  readonly lostBytes: number;
  /** Bytes that are there, and are not read yet. */
  readonly leftBytes: number;
}

const BUFFER_BYTES = 64 * 1024;
const TURN_BYTES = 8 * 1024 * 1024;
/** Files of the kernel's own, as under /proc, are others at each reading. */
const TURN_TRUNCATIONS = 3;
const NUL = 0;

/** Tracks an open file. It notices a truncation by the size, and by the bytes before the offset; only the same bytes at the same place go unnoticed. */
export async function trackFile(opened: FileHandle, { start, taker, recover }: Tracking): Promise<TrackedFile> {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  const overlap = await overlapBefore(opened, start);
  let handle = opened;
  let offset = start;
  let knownSize = start;
  let changedAt = Number.NaN;
  let turn = { bytes: 0, truncations: 0, lostBytes: 0 };
  // A writer that does not append goes on at its old place after a truncation, behind a hole of NULs.
  let hole: { readonly from: number; readonly countedBytes: number } | undefined;
  let isInHole = false;

  return {
    get handle() {
      return handle;
    },
    async advance() {
      const { size, mtimeMs, nlink } = await handle.stat();
      turn = { bytes: 0, truncations: 0, lostBytes: 0 };
      const isUnchanged = size === offset && mtimeMs === changedAt;
      changedAt = mtimeMs;
      if (size < offset) await cutShort(false);
      const isMore = !isUnchanged && (await readOn());
      knownSize = turn.truncations > 0 ? offset : size;
      return { ...turn, isMore, sizeBytes: size, isDeleted: nlink === 0, leftBytes: Math.max(0, size - offset) };
    },
    async reopen(other) {
      await handle.close();
      handle = other;
      changedAt = Number.NaN;
    },
    close: () => handle.close(),
  };

  /** Reads to the end of the file, or until this turn has had enough (then true). */
  async function readOn(): Promise<boolean> {
    while (turn.bytes < TURN_BYTES && turn.truncations < TURN_TRUNCATIONS) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset - overlap.length);
      const { length } = overlap;
      if (!overlap.isAtHeadOf(buffer.subarray(0, bytesRead))) {
        await cutShort(bytesRead >= length && holeLength(buffer.subarray(0, length)) === length);
      } else if (bytesRead === length) return false;
      else take(buffer.subarray(length, bytesRead));
    }
    return true;
  }

  async function cutShort(goesOn: boolean): Promise<void> {
    const recovered = await recover({ handle, overlap, offset });
    const countedBytes = Math.max(0, knownSize - offset - recovered.bytes);
    turn.truncations += 1 + recovered.truncations;
    taker.broken();
    overlap.clear();
    isInHole = goesOn;
    offset += recovered.bytes;
    if (goesOn) return;
    turn.lostBytes += countedBytes;
    hole = { from: offset, countedBytes };
    offset = 0;
  }

  function take(fresh: Buffer): void {
    if (offset === 0 && hole !== undefined && fresh[0] === NUL) {
      // What the hole swallowed is counted as it is passed.
      turn.lostBytes -= hole.countedBytes;
      offset = hole.from;
      isInHole = true;
    } else {
      const skipped = isInHole ? holeLength(fresh) : 0;
      isInHole = isInHole && skipped === fresh.length;
      offset += fresh.length;
      turn.bytes += fresh.length;
      turn.lostBytes += skipped;
      overlap.remember(fresh);
      if (skipped < fresh.length) taker.write(fresh.subarray(skipped));
    }
    hole = undefined;
  }
}

function holeLength(bytes: Buffer): number {
  const end = bytes.findIndex((byte) => byte !== NUL);
  return end === -1 ? bytes.length : end;
}
