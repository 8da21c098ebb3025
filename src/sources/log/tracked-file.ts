import type { FileHandle } from 'node:fs/promises';
import { type Overlap, overlapBefore } from './overlap.ts';
import { holeLength, placeAfter, placeAfterCut, type ReadPlace } from './read-place.ts';

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

/** Tracks an open file. It notices a truncation by the size, and by the bytes before the offset; only the same bytes at the same place go unnoticed. */
export async function trackFile(opened: FileHandle, { start, taker, recover }: Tracking): Promise<TrackedFile> {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  const overlap = await overlapBefore(opened, start);
  let handle = opened;
  let place: ReadPlace = { offset: start, isInHole: false };
  let knownSize = start;
  let changedAt = Number.NaN;
  let turn = noCounts;

  return {
    get handle() {
      return handle;
    },
    async advance() {
      const { size, mtimeMs, nlink } = await handle.stat();
      turn = noCounts;
      const isUnchanged = size === place.offset && mtimeMs === changedAt;
      changedAt = mtimeMs;
      if (size < place.offset) await cutShort(false);
      const isMore = !isUnchanged && (await readOn());
      knownSize = turn.truncations > 0 ? place.offset : size;
      return { ...turn, isMore, sizeBytes: size, isDeleted: nlink === 0, leftBytes: Math.max(0, size - place.offset) };
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
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, place.offset - overlap.length);
      const { length } = overlap;
      if (!overlap.isAtHeadOf(buffer.subarray(0, bytesRead))) {
        await cutShort(bytesRead >= length && holeLength(buffer.subarray(0, length)) === length);
      } else if (bytesRead === length) return false;
      else take(buffer.subarray(length, bytesRead));
    }
    return true;
  }

  async function cutShort(goesOn: boolean): Promise<void> {
    const { offset } = place;
    const { bytes: recoveredBytes, truncations } = await recover({ handle, overlap, offset });
    taker.broken();
    overlap.clear();
    const unread = Math.max(0, knownSize - offset - recoveredBytes);
    const { place: next, lostBytes } = placeAfterCut(place, { recoveredBytes, lostBytes: unread }, goesOn);
    place = next;
    turn = counted(turn, { truncations: 1 + truncations, lostBytes });
  }

  function take(fresh: Buffer): void {
    const { place: next, lostBytes, skippedBytes, isNext } = placeAfter(place, fresh);
    place = next;
    turn = counted(turn, { lostBytes, bytes: isNext ? fresh.length : 0 });
    if (!isNext) return;
    overlap.remember(fresh);
    if (skippedBytes < fresh.length) taker.write(fresh.subarray(skippedBytes));
  }
}

type Counts = Pick<Advance, 'bytes' | 'truncations' | 'lostBytes'>;

const noCounts: Counts = { bytes: 0, truncations: 0, lostBytes: 0 };

const counted = (counts: Counts, { bytes = 0, truncations = 0, lostBytes = 0 }: Partial<Counts>): Counts => ({
  bytes: counts.bytes + bytes,
  truncations: counts.truncations + truncations,
  lostBytes: counts.lostBytes + lostBytes,
});
