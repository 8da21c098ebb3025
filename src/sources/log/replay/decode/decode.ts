import { SidewatchError } from '../../../../core/errors.ts';
import { contentOf, type Encoding, HEAD_BYTES, type Packing } from './parse-content.ts';
import { type Torn, unpacked } from './unpack.ts';

/** The input is not a log. Names what it is, and the command that prints the text in it, if there is one. */
export class NotTextError extends SidewatchError {
  readonly what: string;
  readonly reader: string | undefined;

  constructor(what: string, reader: string | undefined) {
    super('not-text', what);
    this.what = what;
    this.reader = reader;
  }
}

/** What was left out of the decoded text. */
export interface Decoding {
  torn: Torn | undefined;
  /** Unpacking stopped after this many bytes: no log compresses this well, but a decompression bomb does. */
  stoppedAtBytes: number | undefined;
}

export const newDecoding = (): Decoding => ({ torn: undefined, stoppedAtBytes: undefined });

/**
 * A file counts as a bomb if its text is longer than `bytes` and more than `ratio` times the packed size.
 * A log packs to a fifth, a crash loop to a fiftieth.
 */
export const BOMB = { bytes: 256 * 1024 * 1024, ratio: 200 } as const;

// A log may be packed when it is rotated, and again by a browser.
const MAX_PACKINGS = 2;

/**
 * The text of a saved log as UTF-8 without a byte order mark: unpacked, and decoded from UTF-16. Memory use does not depend on the input.
 * Throws NotTextError for anything else. Each chunk, in or out, is valid until the next one is requested.
 */
export async function* decoded(input: AsyncIterable<Buffer>, decoding: Decoding): AsyncGenerator<Buffer> {
  const counted = counter(input);
  try {
    yield* read(counted.chunks, []);
  } finally {
    // Also closes input that is rejected by its first bytes.
    await counted.chunks.return(undefined);
  }

  async function* read(source: AsyncIterable<Buffer>, packings: readonly Packing[]): AsyncGenerator<Buffer> {
    const { head, chunks } = await headOf(source);
    if (head.length === 0) return;
    const content = contentOf(head);
    if (content.kind === 'binary') throw new NotTextError(content.what, readerOf(content.reader, packings));
    if (content.kind === 'text') return yield* utf8(chunks, content.encoding);
    if (packings.length >= MAX_PACKINGS) throw new NotTextError('data that was compressed again and again', undefined);
    const inner = unpacked(chunks, content.packing, (torn) => {
      decoding.torn ??= torn;
    });
    yield* read(limited(inner), [...packings, content.packing]);
  }

  async function* limited(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > BOMB.bytes && bytes > BOMB.ratio * counted.bytes()) {
        decoding.stoppedAtBytes = bytes;
        return;
      }
      yield chunk;
    }
  }
}

/** The command with the unpacking before it. */
function readerOf(reader: string | undefined, packings: readonly Packing[]): string | undefined {
  if (reader === undefined || packings.length === 0) return reader;
  if (reader.startsWith('tar ')) return `tar ${packings[0] === 'gzip' ? '-xz' : '--zstd -x'}Of FILE`;
  const unpack = packings.map((packing) => (packing === 'gzip' ? 'gzip -dc' : 'zstd -dc'));
  return `${unpack[0]} FILE | ${[...unpack.slice(1), reader.replace('FILE', '-')].join(' | ')}`;
}

function counter(source: AsyncIterable<Buffer>) {
  let bytes = 0;
  async function* count(): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { chunks: count(), bytes: () => bytes };
}

/** Reads the first bytes, and returns all chunks again. Skips zeros at the start: a log that was truncated while in use has them. */
async function headOf(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let zeros = 0;
  let isAtEnd = false;
  while (head.length < HEAD_BYTES && !isAtEnd) {
    const { value, done } = await iterator.next();
    isAtEnd = done === true;
    if (value === undefined) continue;
    const joined = head.length === 0 ? value : Buffer.concat([head, value]);
    const start = zerosAtStart(joined, zeros);
    zeros += start;
    const rest = joined.subarray(start);
    head = rest.length < HEAD_BYTES ? Buffer.from(rest) : rest;
  }
  if (head.length === 0 && zeros > 0) throw new NotTextError('nothing but zeros', undefined);
  async function* chunks(): AsyncGenerator<Buffer> {
    yield head;
    if (!isAtEnd) yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head: head.subarray(0, HEAD_BYTES), chunks: chunks() };
}

// UTF-16 and some signatures of binary files start with one to three.
const FEW_ZEROS = 3;

function zerosAtStart(bytes: Buffer, before: number): number {
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros += 1;
  return before + zeros > FEW_ZEROS ? zeros : 0;
}

async function* utf8(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding !== 'utf-8') {
    // The decoder removes the byte order mark.
    const decoder = new TextDecoder(encoding);
    for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    yield Buffer.from(decoder.decode());
    return;
  }
  let isFirst = true;
  for await (const chunk of source) {
    yield isFirst && chunk.subarray(0, 3).equals(BYTE_ORDER_MARK) ? chunk.subarray(3) : chunk;
    isFirst = false;
  }
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');
