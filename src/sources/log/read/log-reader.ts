import type { LogEvent } from '../../../core/facts/log-event.ts';
import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import type { FoundLine } from '../search/line-search.ts';
import { textLines } from '../search/text-lines.ts';
import { mayHoldEscapes } from './escapes.ts';
import { createLineParser } from './line-parser.ts';
import { createLineSplitter, linesOf as wholeLines } from './line-splitter.ts';
import { linesOfInterest, type Needles, needlesIn, noNeedles } from './needles.ts';
import { ownText } from './own-text.ts';
import { linesOf, type Passage, passageIn, passageOf } from './passage.ts';
import { LINE_LIMIT_BYTES } from './unfinished-line.ts';

/** Reads one stream of the app's output as it comes, in arbitrary chunks. */
export interface LogReader {
  /** Does not keep the chunk. */
  write(chunk: Buffer): void;
  /** Reports the exception whose trace came last: no more lines came for a while, or the stream has ended. */
  flush(): void;
  /** Reads the unfinished line as a whole one, and flushes. */
  end(): void;
  /** A trace may wait for its end. */
  readonly isTracing: boolean;
  /** Bytes of over-long lines dropped since the last call. */
  takeCutBytes(): number;
}

/** Reports each event of the stream. Only a line that holds a needle, or that a trace waits for, is parsed; others cost one search. */
export function createLogReader(tell: (event: LogEvent) => void): LogReader {
  const splitter = createLineSplitter();
  const parser = createLineParser();

  return {
    write(chunk) {
      // Reads a little at a time, because the splitter holds as much text as it gets.
      for (let from = 0; from < chunk.length; from += LINE_LIMIT_BYTES) {
        for (const text of splitter.whole(chunk.subarray(from, from + LINE_LIMIT_BYTES))) read(text);
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

  function read(bytes: Buffer): void {
    const { found, line, between } = searched(bytes);
    let last: FoundLine<Needles> | undefined;
    for (const each of found) {
      pass(between(last, each));
      push(line(each), each.kind);
      last = each;
    }
    pass(between(last, undefined));
    parser.keep();
  }

  /** Lines without a needle. */
  function pass(lines: Passage): void {
    parser.remember(parser.isTracing ? passageOf(linesOf(lines).filter((line) => !goesOn(line))) : lines);
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

/**
 * The lines of a text, searched for needles in what a terminal would show.
 * Undefined stands for the place before the first line, and after the last.
 */
interface Searched {
  readonly found: readonly FoundLine<Needles>[];
  line(found: FoundLine<Needles>): string;
  between(after: FoundLine<Needles> | undefined, before: FoundLine<Needles> | undefined): Passage;
}

function searched(bytes: Buffer): Searched {
  if (mayHoldEscapes(bytes)) return searchedEscapes(bytes);
  const text = textLines(bytes);
  return {
    found: linesOfInterest(text),
    line: ({ from, to }) => text.line(from, to),
    between: (after, before) =>
      passageIn(text, after === undefined ? 0 : after.to + 1, before?.from ?? bytes.length, asItIs),
  };
}

/** Text before an escape sequence at the end of a line is part of the line, a carriage return too. So each line is kept as written. */
function searchedEscapes(bytes: Buffer): Searched {
  const lines = wholeLines(bytes);
  return {
    found: linesOfInterest(textLines(Buffer.from(withoutEscapes(bytes.toString('utf8'))))),
    line: ({ index }) => lines[index] ?? '',
    between: (after, before) => passageOf(lines.slice(after === undefined ? 0 : after.index + 1, before?.index)),
  };
}

const asItIs = (line: string): string => line;
