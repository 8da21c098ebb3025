import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import type { Packing } from './parse-content.ts';

/** How the packed bytes ended early. */
export type Torn = 'truncated' | 'damaged';

// The output of one write is held in memory as a whole: gzip expands at most a thousandfold, a zstd frame far more.
const PIECE_BYTES: Readonly<Record<Packing, number>> = { gzip: 4_096, zstd: 512 };

/**
 * Unpacks gzip of any number of members, or zstd of any number of frames, as it comes.
 * If the input is damaged or cut, yields what came before that, calls `tear`, and reads no further.
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

/** One stream reads all gzip members; Node's zstd stream ends with its frame, and the rest needs another stream. */
interface Part {
  readonly isOver: boolean;
  readonly torn: Torn | undefined;
  /** The unpacked bytes, and how many of the packed ones belonged to this part. */
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
      // After the end of the packed bytes the callback is never called.
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
