import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import type { Packing } from './parse-content.ts';

/** How the packed bytes ended where that was not their end. */
export type Torn = 'truncated' | 'damaged';

// What one write may grow to is held at once: gzip grows a thousandfold at most, a frame of zstd far more.
const PIECE_BYTES: Readonly<Record<Packing, number>> = { gzip: 4_096, zstd: 512 };

/**
 * Unpacks gzip of any number of members, or zstd of any number of frames, as it comes. What came before a tear is given;
 * `tear` is then told which it was, and nothing more is read.
 */
export async function* unpacked(
  input: AsyncIterable<Buffer>,
  packing: Packing,
  tear: (torn: Torn) => void,
): AsyncGenerator<Buffer> {
  let part = createPart(packing);
  for await (const chunk of input) {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES[packing]) {
      let piece = chunk.subarray(from, from + PIECE_BYTES[packing]);
      while (piece.length > 0) {
        if (part.isOver) part = createPart(packing);
        const { read, bytes } = await part.write(piece);
        yield* read;
        if (part.torn !== undefined) return tear(part.torn);
        piece = piece.subarray(bytes);
      }
    }
  }
  yield* await part.end();
  if (part.torn !== undefined) tear(part.torn);
}

/** Members of gzip are read as one; Node's zstd ends with its frame, and the rest needs another. */
interface Part {
  readonly isOver: boolean;
  readonly torn: Torn | undefined;
  /** What became of the bytes, and how many of them were this part's. */
  write(piece: Buffer): Promise<{ readonly read: readonly Buffer[]; readonly bytes: number }>;
  end(): Promise<readonly Buffer[]>;
}

function createPart(packing: Packing): Part {
  const stream: Gunzip | ZstdDecompress = packing === 'gzip' ? createGunzip() : createZstdDecompress();
  let read: Buffer[] = [];
  let isOver = false;
  let torn: Torn | undefined;
  let wake = (): void => {};
  stream.on('data', (chunk: Buffer) => read.push(chunk));
  stream.on('end', () => {
    isOver = true;
    wake();
  });
  stream.on('error', (error: NodeJS.ErrnoException) => {
    torn = error.code === 'Z_BUF_ERROR' ? 'truncated' : 'damaged';
    wake();
  });
  return {
    get isOver() {
      return isOver;
    },
    get torn() {
      return torn;
    },
    async write(piece) {
      const before = stream.bytesWritten;
      // Behind the end of the packed bytes the callback never comes.
      await settled((done) => stream.write(piece, done));
      return { read: taken(), bytes: isOver ? Math.max(1, stream.bytesWritten - before) : piece.length };
    },
    async end() {
      if (!isOver) await settled(() => stream.end());
      return taken();
    },
  };

  function settled(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
      start(resolve);
    });
  }

  function taken(): readonly Buffer[] {
    const all = read;
    read = [];
    return all;
  }
}
