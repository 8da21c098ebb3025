import { fstatSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { isatty } from 'node:tty';
import type { Clock } from '../core/clock.ts';
import { quotable } from '../core/redaction/redact.ts';
import { readOptions } from '../settings/options.ts';
import { type Decoding, decoded, NotTextError, newDecoding } from '../sources/log/replay/decode/decode.ts';
import { createReplay, type Replay, type Replayed } from '../sources/log/replay/replay.ts';
import { createReadProgress, noProgress, type ReadProgress, sizeWords } from './read-progress.ts';

/** What a saved log was read as. */
export type SavedLog =
  | {
      readonly kind: 'read';
      readonly replayed: readonly Replayed[];
      /** What of it was left out, in words; empty when nothing was. */
      readonly leftOut: readonly string[];
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** As people name what has no name. */
export const STDIN = '-';

const CHUNK_BYTES = 256 * 1_024;

/** Reads one saved log, of a size that need not fit into memory: a path, or `-` for stdin. Where stderr is a terminal, `show` writes there how far it is. */
export async function readSavedLog(file: string, clock: Clock, show: (text: string) => void): Promise<SavedLog> {
  const replay = createReplay(logSettings, Date.now());
  const decoding = newDecoding();
  const progress = await progressOf(file, clock, show);
  try {
    for await (const chunk of decoded(bytesOf(file, progress), decoding)) replay.write(chunk);
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error, file) };
  } finally {
    progress.end();
  }
  return { kind: 'read', replayed: replay.end(), leftOut: leftOutOf(decoding, replay) };
}

/** How messages name it. */
export const nameOf = (file: string): string => (file === STDIN ? 'stdin' : quotable(file, 200));

/** The defaults: the environment here says nothing of the app that wrote the log. */
const logSettings = readOptions({ flags: {}, environment: {}, config: {}, configName: '' }, 'log').settings;

async function* bytesOf(file: string, progress: ReadProgress): AsyncGenerator<Buffer> {
  let bytes = 0;
  // Of a directory Node reads nothing, and says so nowhere.
  if (file === STDIN && fstatSync(0).isDirectory()) throw new Error('it is a directory');
  for await (const chunk of file === STDIN ? process.stdin : fileBytes(file)) {
    bytes += chunk.length;
    progress.at(bytes);
    yield chunk;
  }
}

/** In one buffer, which is filled again when the next chunk is asked for: new ones for all cost a tenth of the whole time. */
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
  // Whoever types the log sees how far it is.
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
  if (!(error instanceof NotTextError)) return error instanceof Error ? error.message : String(error);
  const { what, reader } = error;
  const command = file === STDIN ? reader : reader?.replace(/\bFILE\b/, () => file);
  return `it is ${what}, no text${command === undefined ? '' : `; try: ${command} | sidewatch analyze`}`;
}

function leftOutOf({ torn, stoppedAtBytes }: Decoding, { unreadLines, olderLines }: Replay): readonly string[] {
  return [
    ...(torn === undefined ? [] : [`the compressed data is ${torn}: only what comes before is judged`]),
    ...(stoppedAtBytes === undefined
      ? []
      : [`it unpacks to far more than a log does: only the first ${sizeWords(stoppedAtBytes)} are judged`]),
    ...(olderLines > 0
      ? [`its newest lines come first: the oldest ${olderLines} lines are too far behind, and left out`]
      : []),
    ...(unreadLines > 0 ? [`left out ${unreadLines} lines: the log is of too many containers`] : []),
  ];
}
