import type { FileHandle } from 'node:fs/promises';

/** The last bytes read of a file, up to the reader's offset. If other bytes are there now, the file was truncated and has grown again. */
export interface Overlap {
  /** At most 256 bytes. */
  readonly length: number;
  /** Whether a chunk, read from `length` bytes before the offset, starts with them. */
  isAtHeadOf(chunk: Buffer): boolean;
  remember(fresh: Buffer): void;
  clear(): void;
}

const OVERLAP_BYTES = 256;

/** The overlap of a reader that starts at `position`. */
export async function overlapBefore(handle: FileHandle, position: number): Promise<Overlap> {
  const kept = Buffer.alloc(OVERLAP_BYTES);
  const wanted = Math.min(position, OVERLAP_BYTES);
  const { bytesRead } = await handle.read(kept, 0, wanted, position - wanted);
  // The reader notices a file that has become shorter meanwhile.
  let length = bytesRead === wanted ? wanted : 0;
  return {
    get length() {
      return length;
    },
    isAtHeadOf: (chunk) => chunk.length >= length && chunk.compare(kept, 0, length, 0, length) === 0,
    remember(fresh) {
      const old = Math.min(length, Math.max(0, OVERLAP_BYTES - fresh.length));
      kept.copyWithin(0, length - old, length);
      length = old + fresh.subarray(-(OVERLAP_BYTES - old)).copy(kept, old);
    },
    clear() {
      length = 0;
    },
  };
}
