import { SidewatchError } from '../../../../core/errors.ts';
import { contentOf, type Encoding, HEAD_BYTES, type Packing } from './parse-content.ts';
import { type Torn, unpacked } from './unpack.ts';

/** Why a file is no log: what it is, and the command that prints the text in it where there is one. */
export class NotTextError extends SidewatchError {
  readonly what: string;
  readonly reader: string | undefined;

  constructor(what: string, reader: string | undefined) {
    super('not-text', what);
    this.what = what;
    this.reader = reader;
  }
}

/** What was left out, besides the text that was given. */
export interface Decoding {
  torn: Torn | undefined;
  /** Unpacking stopped after so many bytes: no log packs so well, and a bomb does. */
  stoppedAtBytes: number | undefined;
}

export const newDecoding = (): Decoding => ({ torn: undefined, stoppedAtBytes: undefined });

/** From how much text on, and from how many times the packed bytes on, the packed file counts as a bomb. A log packs to a fifth, a crash loop to a fiftieth. */
export const BOMB = { bytes: 256 * 1024 * 1024, ratio: 200 } as const;

// A log that was packed as it was rotated, and again by a browser.
const MAX_PACKINGS = 2;

/**
 * The text of a saved log as UTF-8 without a byte order mark: unpacked, and decoded from UTF-16. Memory stays flat whatever the input holds.
 * Throws NotTextError for what is no text. A chunk, given or taken, is valid until the next one is asked for.
 */
export async function* decoded(input: AsyncIterable<Buffer>, decoding: Decoding): AsyncGenerator<Buffer> {
  const counted = counter(input);
  try {
    yield* read(counted.chunks, []);
  } finally {
    // What is refused by its beginning is closed, too.
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

/** The command that unpacks it first, too. */
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

/** The beginning, and the whole with it. Zeros at the beginning are what a log that was truncated in use has there: they are passed over. */
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

// UTF-16 and some marks of binary files begin with one to three.
const FEW_ZEROS = 3;

function zerosAtStart(bytes: Buffer, before: number): number {
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros += 1;
  return before + zeros > FEW_ZEROS ? zeros : 0;
}

async function* utf8(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding !== 'utf-8') {
    // A byte order mark is the decoder's to take off.
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
