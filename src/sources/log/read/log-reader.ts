import type { LogEvent } from '../../../core/facts/log-event.ts';
import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { mayHoldEscapes } from './escapes.ts';
import { createLineParser } from './line-parser.ts';
import { createLineSplitter, lastLinesOf, linesOf } from './line-splitter.ts';
import { linesOfInterest, type Needles, needlesIn, noNeedles } from './needles.ts';
import { ownText } from './own-text.ts';
import { recentLines } from './recent-lines.ts';
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

/** Tells each event of the stream. Only a line that holds a needle, or that a trace waits for, is parsed; all others cost one search. */
export function createLogReader(tell: (event: LogEvent) => void): LogReader {
  const splitter = createLineSplitter();
  const parser = createLineParser();

  return {
    write(chunk) {
      for (let from = 0; from < chunk.length; from += LINE_LIMIT_BYTES) {
        read(splitter.whole(chunk.subarray(from, from + LINE_LIMIT_BYTES)));
      }
    },
    flush,
    end() {
      const rest = splitter.end();
      if (rest !== undefined) push(rest, needlesIn(rest));
      flush();
    },
    get isTracing() {
      return parser.isTracing;
    },
    takeCutBytes: () => splitter.takeCutBytes(),
  };

  function read(text: Buffer): void {
    if (text.length === 0) return;
    const found = linesOfInterest(searchable(text));
    const isOfInterest = found.length > 0 || parser.isTracing;
    const lines = isOfInterest ? linesOf(text) : lastLinesOf(text);
    let from = 0;
    for (const { index, needles } of found) {
      pass(lines.slice(from, index));
      push(lines[index] ?? '', needles);
      from = index + 1;
    }
    pass(lines.slice(from));
  }

  /** Lines that hold no needle. */
  function pass(lines: readonly string[]): void {
    const skipped = parser.isTracing ? lines.filter((line) => !goesOn(line)) : lines;
    for (const line of recentLines(skipped)) parser.remember(ownText(line));
  }

  /** Whether the line was part of a trace, or its end. */
  function goesOn(line: string): boolean {
    const isAwaited = parser.isWaitingFor(line);
    if (isAwaited) push(line, noNeedles);
    return isAwaited;
  }

  function push(line: string, needles: Needles): void {
    for (const event of parser.push(ownText(line), needles)) tell(event);
  }

  function flush(): void {
    for (const event of parser.flush()) tell(event);
  }
}

/** Needles are looked for in what a terminal would show. */
const searchable = (text: Buffer): Buffer =>
  mayHoldEscapes(text) ? Buffer.from(withoutEscapes(text.toString('utf8'))) : text;
