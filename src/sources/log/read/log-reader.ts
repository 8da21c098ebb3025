import type { LogEvent } from '../../../core/facts/log-event.ts';
import { MAX_NEEDLE } from '../dialects/parse-dialect.ts';
import { createLineParser, holdsNeedle } from './line-parser.ts';
import { createLineSplitter, type LineSplitter } from './line-splitter.ts';
import { LINE_LIMIT_BYTES } from './unfinished-line.ts';

/** Reads one stream of the app's output as it comes, in chunks that end anywhere. */
export interface LogReader {
  /** Does not keep the chunk. */
  write(chunk: Buffer): void;
  /** Tells the exception whose trace came last: no more lines came for a while, or the stream has ended. */
  flush(): void;
  /** Reads the unfinished line as a whole one, and flushes. */
  end(): void;
  /** A trace may wait for its end. */
  readonly isTracing: boolean;
  /** Bytes of over-long lines dropped since the last call. */
  takeCutBytes(): number;
}

const NEWLINE = 0x0a;
const REMEMBERED_BYTES = 1_024;
const NOTHING = Buffer.alloc(0);

/** Tells each event of the stream. A chunk that holds no needle, where no trace goes on, costs one search and is not split. */
export function createLogReader(tell: (event: LogEvent) => void): LogReader {
  const splitter = createLineSplitter();
  const parser = createLineParser();
  let isUnfinishedOfInterest = false;
  let skipped: string | undefined;

  return {
    write(chunk) {
      for (let from = 0; from < chunk.length; from += LINE_LIMIT_BYTES) {
        read(chunk.subarray(from, from + LINE_LIMIT_BYTES));
      }
    },
    flush,
    end() {
      const rest = splitter.end();
      if (rest !== undefined) push([rest]);
      isUnfinishedOfInterest = false;
      flush();
    },
    get isTracing() {
      return parser.isTracing;
    },
    takeCutBytes: () => splitter.takeCutBytes(),
  };

  function read(chunk: Buffer): void {
    const isOfInterest = isUnfinishedOfInterest || parser.isTracing || findsNeedle(splitter, chunk);
    if (isOfInterest) push(splitter.split(chunk));
    else skip(chunk);
    // The line that this chunk leaves unfinished must not be skipped when it goes on.
    const isSameLine = !chunk.includes(NEWLINE);
    isUnfinishedOfInterest = isOfInterest && (isSameLine || holdsNeedle(unfinished(splitter, LINE_LIMIT_BYTES)));
  }

  function push(lines: readonly string[]): void {
    if (skipped !== undefined) for (const line of skipped.split('\n')) parser.remember(line);
    skipped = undefined;
    for (const line of lines) for (const event of parser.push(line)) tell(event);
  }

  function skip(chunk: Buffer): void {
    const last = chunk.lastIndexOf(NEWLINE);
    // The line before the first frame of a trace names the error, and holds no needle itself; it may have begun in an earlier chunk.
    if (last !== -1) {
      const begun = last < REMEMBERED_BYTES ? splitter.unfinished(REMEMBERED_BYTES) : NOTHING;
      const ended = chunk.subarray(Math.max(0, last - REMEMBERED_BYTES), last);
      skipped = Buffer.concat([begun, ended]).toString('utf8');
    }
    splitter.skip(chunk);
  }

  function flush(): void {
    for (const event of parser.flush()) tell(event);
  }
}

function findsNeedle(splitter: LineSplitter, chunk: Buffer): boolean {
  const seam = unfinished(splitter, MAX_NEEDLE) + latin1(chunk.subarray(0, MAX_NEEDLE));
  return holdsNeedle(seam) || holdsNeedle(latin1(chunk));
}

function unfinished(splitter: LineSplitter, length: number): string {
  const bytes = splitter.unfinished(length);
  return bytes.length < length ? `\n${latin1(bytes)}` : latin1(bytes);
}

// Needles are ASCII, and a byte a character is the cheapest text there is.
const latin1 = (bytes: Buffer): string => bytes.toString('latin1');
