import type { FileHandle } from 'node:fs/promises';

/** The last bytes that were read of a file, up to its reader's offset: when others stand in their place, the file was truncated and has grown again. */
export interface Overlap {
  /** At most 256 bytes. */
  readonly length: number;
  /** Whether a chunk that was read from `length` bytes before the offset begins with them. */
  isAtHeadOf(chunk: Buffer): boolean;
  remember(fresh: Buffer): void;
  clear(): void;
}

const OVERLAP_BYTES = 256;

/** The overlap of a reader that begins at `position`. */
export async function overlapBefore(handle: FileHandle, position: number): Promise<Overlap> {
  const kept = Buffer.alloc(OVERLAP_BYTES);
  const wanted = Math.min(position, OVERLAP_BYTES);
  const { bytesRead } = await handle.read(kept, 0, wanted, position - wanted);
  // A file that has become shorter meanwhile is the reader's to notice.
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
