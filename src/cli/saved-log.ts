import { fstatSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { isatty } from 'node:tty';
import type { Clock } from '../core/clock.ts';
import { shellQuote } from '../core/facts/shell-quote.ts';
import { quotable } from '../core/redaction/redact.ts';
import { errorReason } from '../settings/error-reason.ts';
import { readOptions } from '../settings/options.ts';
import { type Decoding, decoded, NotTextError, newDecoding } from '../sources/log/replay/decode/decode.ts';
import { createReplay, type Replay, type Replayed } from '../sources/log/replay/replay.ts';
import { createReadProgress, noProgress, type ReadProgress, sizeWords } from './read-progress.ts';

/** A saved log, or why it cannot be read. */
export type SavedLog =
  | {
      readonly kind: 'read';
      readonly replayed: readonly Replayed[];
      /** The parts that were left out, in words; empty if there are none. */
      readonly leftOut: readonly string[];
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The name of stdin among the files. */
export const STDIN = '-';

const CHUNK_BYTES = 256 * 1_024;
/** Tab, newline, carriage return, blank. */
const BLANKS: readonly number[] = [9, 10, 13, 32];

/** Reads one saved log, a path or `-` for stdin, without holding it in memory. If stderr is a terminal, `show` writes the progress there. */
export async function readSavedLog(file: string, clock: Clock, show: (text: string) => void): Promise<SavedLog> {
  const replay = createReplay(logSettings, Date.now());
  const decoding = newDecoding();
  const progress = await progressOf(file, clock, show);
  let isEmpty = true;
  let isBlankOnly = true;
  try {
    for await (const chunk of decoded(bytesOf(file, progress), decoding)) {
      isEmpty &&= chunk.length === 0;
      isBlankOnly &&= isBlank(chunk);
      replay.write(chunk);
    }
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error, file) };
  } finally {
    progress.end();
  }
  if (isBlankOnly) return { kind: 'unreadable', reason: isEmpty ? 'it is empty' : 'it holds only blank lines' };
  return { kind: 'read', replayed: replay.end(), leftOut: leftOutOf(decoding, replay) };
}

const isBlank = (chunk: Buffer): boolean => chunk.every((byte) => BLANKS.includes(byte));

/** How messages name it. */
export const nameOf = (file: string): string => (file === STDIN ? 'stdin' : quotable(file, 200));

/** The defaults: the environment of this process says nothing about the app that wrote the log. */
const logSettings = readOptions({ flags: {}, environment: {}, config: {}, configName: '' }, 'log').settings;

async function* bytesOf(file: string, progress: ReadProgress): AsyncGenerator<Buffer> {
  let bytes = 0;
  // Node reads nothing from a directory, without an error.
  if (file === STDIN && fstatSync(0).isDirectory()) throw new Error('it is a directory');
  for await (const chunk of file === STDIN ? process.stdin : fileBytes(file)) {
    bytes += chunk.length;
    progress.at(bytes);
    yield chunk;
  }
}

/** Fills one buffer again and again: a new one for each chunk costs a tenth of the whole time. */
async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function progressOf(file: string, clock: Clock, show: (text: string) => void): Promise<ReadProgress> {
  // A person who types the log needs no progress.
  if (!isatty(2) || (file === STDIN && isatty(0))) return noProgress;
  const total =
    file === STDIN
      ? undefined
      : await stat(file).then(
          ({ size }) => size,
          () => undefined,
        );
  return createReadProgress(nameOf(file), total, clock, show);
}

function reasonOf(error: unknown, file: string): string {
  if (!(error instanceof NotTextError)) return errorReason(error);
  const { what, reader } = error;
  const command = file === STDIN ? reader : reader?.replace(/\bFILE\b/, () => shellQuote(file));
  return `it is ${what}, not text${command === undefined ? '' : `; try: ${command} | sidewatch analyze`}`;
}

function leftOutOf({ torn, stoppedAtBytes }: Decoding, { unreadLines, olderLines }: Replay): readonly string[] {
  return [
    ...(torn === undefined ? [] : [`the compressed data is ${torn}: only the part before that is judged`]),
    ...(stoppedAtBytes === undefined
      ? []
      : [`it unpacks to far more than a log would: only the first ${sizeWords(stoppedAtBytes)} are judged`]),
    ...(olderLines > 0
      ? [`its newest lines come first: the oldest ${olderLines} lines are too far back and are left out`]
      : []),
    ...(unreadLines > 0 ? [`${unreadLines} lines are left out: the log holds too many containers`] : []),
  ];
}
