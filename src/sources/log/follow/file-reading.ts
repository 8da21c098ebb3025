import type { FileHandle } from 'node:fs/promises';
import type { Overlap } from './overlap.ts';
import { placeAfter, placeAfterCut, type ReadPlace } from './read-place.ts';

/** Receives the bytes of a file, in order. */
export interface ByteTaker {
  /** Does not keep the chunk. */
  write(chunk: Buffer): void;
  /** The next chunk does not continue the last one. */
  broken(): void;
}

/** How far a file has been read. */
export interface ReadPosition {
  readonly handle: FileHandle;
  readonly overlap: Overlap;
  readonly offset: number;
}

/** What copies still held of a file that was truncated. */
export interface Recovered {
  /** Bytes that came after the offset. */
  readonly bytes: number;
  /** How often the file had been rewritten, copied and truncated since. */
  readonly truncations: number;
}

/** The receiver of a file's bytes, and the recovery after truncation. */
export interface Tracking {
  /** The offset to start from. */
  readonly start: number;
  readonly taker: ByteTaker;
  /** Passes on what copies of the file still hold after the place. Never rejects. */
  recover(place: ReadPosition): Promise<Recovered>;
}

/** The counts of one pass. */
export interface Counts {
  readonly bytes: number;
  readonly truncations: number;
  /** Bytes that existed and were cut away unread. */
  readonly lostBytes: number;
}

/** How far a file is read, and the counts of this pass. */
export interface Reading {
  readonly offset: number;
  /** The pass has read enough. */
  readonly isPassFull: boolean;
  beginPass(): void;
  /** Processes the bytes at the offset. */
  take(fresh: Buffer): void;
  /** Handles a file whose bytes before the offset are gone. `goesOn`: NULs took their place. */
  cutShort(handle: FileHandle, goesOn: boolean): Promise<void>;
  /** `size` is the file's size at the start of the pass. */
  endPass(size: number): Counts;
}

const PASS_BYTES = 8 * 1024 * 1024;
/** The kernel's own files, as under /proc, differ at each reading. */
const PASS_TRUNCATIONS = 3;
const noCounts: Counts = { bytes: 0, truncations: 0, lostBytes: 0 };

export function createReading(overlap: Overlap, { start, taker, recover }: Tracking): Reading {
  let place: ReadPlace = { offset: start, isInHole: false };
  let knownSize = start;
  let pass = noCounts;

  return {
    get offset() {
      return place.offset;
    },
    get isPassFull() {
      return pass.bytes >= PASS_BYTES || pass.truncations >= PASS_TRUNCATIONS;
    },
    beginPass() {
      pass = noCounts;
    },
    take(fresh) {
      const { place: next, lostBytes, skippedBytes, isNext } = placeAfter(place, fresh);
      place = next;
      pass = counted(pass, { lostBytes, bytes: isNext ? fresh.length : 0 });
      if (!isNext) return;
      overlap.remember(fresh);
      if (skippedBytes < fresh.length) taker.write(fresh.subarray(skippedBytes));
    },
    async cutShort(handle, goesOn) {
      const { offset } = place;
      const { bytes: recoveredBytes, truncations } = await recover({ handle, overlap, offset });
      taker.broken();
      overlap.clear();
      const unread = Math.max(0, knownSize - offset - recoveredBytes);
      const { place: next, lostBytes } = placeAfterCut(place, { recoveredBytes, lostBytes: unread }, goesOn);
      place = next;
      pass = counted(pass, { truncations: 1 + truncations, lostBytes });
    },
    endPass(size) {
      knownSize = pass.truncations > 0 ? place.offset : size;
      return pass;
    },
  };
}

const counted = (counts: Counts, { bytes = 0, truncations = 0, lostBytes = 0 }: Partial<Counts>): Counts => ({
  bytes: counts.bytes + bytes,
  truncations: counts.truncations + truncations,
  lostBytes: counts.lostBytes + lostBytes,
});
