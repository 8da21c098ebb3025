import type { Instant } from '../../../core/clock.ts';
import type { LogLine, LogOrigin } from '../../../core/facts/log-event.ts';
import type { LastOutput, OutputLine } from '../../../core/ports/output-port.ts';
import { hideKeyLines, mayHoldKey } from '../../../core/redaction/key-blocks.ts';
import { quotableLines } from '../../../core/redaction/quotable-lines.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import { hideValueBelow, LINES_ABOVE } from '../../../core/redaction/value-below.ts';
import { type Located, linesOf } from './kept-lines.ts';

const KEPT_LINES = 20;
const LINE_CHARACTERS = 300;
// Enough for a line that is cut to its characters, even at four bytes each, plus some for text that redaction hides.
const LINE_BYTES = 8 * LINE_CHARACTERS;
const WINDOW_BYTES = 64 * 1024;
const KEPT_PIECES = 1_024;
/** The precision of a line's time. */
const PIECE_MS = 100;
/** Lines for callers may be longer than lines quoted as evidence. */
const READ_CHARACTERS = 2_000;
const READ_BYTES = 8 * READ_CHARACTERS;
/** The first line of a secret may be this far before the requested lines; a private key of 16,384 bits has 200 lines. */
const LINES_BEFORE = 1_000;
const NEWLINE = 0x0a;

/** The end of the app's output, all streams together: it keeps bytes, and makes lines only on request. */
export interface OutputTail {
  /** Does not keep the chunk. */
  write(origin: LogOrigin, chunk: Buffer, at: Instant): void;
  /** The last lines that are not blank, at most 20, in the order in which they ended; unfinished ones last. */
  lines(): readonly LogLine[];
  /** The last lines with their times, blank ones included, at most `count`. */
  last(count: number): LastOutput;
}

/** Bytes of one stream that came together, or within a moment. */
interface Piece {
  readonly origin: LogOrigin;
  readonly length: number;
  readonly at: Instant;
}

export function createOutputTail(): OutputTail {
  const window = Buffer.alloc(2 * WINDOW_BYTES);
  let used = 0;
  let pieces: Piece[] = [];
  // The rest of these streams starts in the middle of a line.
  const broken = new Set<LogOrigin>();
  let hasForgotten = false;

  return {
    write(origin, chunk, at) {
      const bytes = chunk.subarray(-WINDOW_BYTES);
      if (bytes.length < chunk.length) {
        forget(used);
        broken.add(origin);
      }
      if (used + bytes.length > window.length) forget(used - (window.length - WINDOW_BYTES));
      if (pieces.length >= KEPT_PIECES) forget(lengthOf(pieces.slice(0, KEPT_PIECES / 2)));
      bytes.copy(window, used);
      used += bytes.length;
      const last = pieces.at(-1);
      const isMore = last?.origin === origin && at - last.at < PIECE_MS;
      if (isMore) pieces.pop();
      pieces.push({ origin, length: (isMore ? last.length : 0) + bytes.length, at: isMore ? last.at : at });
    },
    lines() {
      const lines = linesOf(located(), broken, LINE_BYTES);
      return lastLines(mayHoldKey(window.subarray(0, used)) ? withoutKeys(lines) : lines.map(textOf));
    },
    last(count) {
      const all = linesOf(located(), broken, READ_BYTES);
      return { lines: readable(all.slice(-count - LINES_BEFORE), count), isCut: hasForgotten || all.length > count };
    },
  };

  function located(): readonly Located[] {
    let from = 0;
    return pieces.map(({ origin, length, at }) => {
      from += length;
      return { origin, at, bytes: window.subarray(from - length, from) };
    });
  }

  function forget(count: number): void {
    hasForgotten = true;
    let offset = 0;
    pieces = pieces.flatMap(({ origin, length, at }) => {
      const gone = Math.min(length, Math.max(0, count - offset));
      if (gone > 0 && window[offset + gone - 1] === NEWLINE) broken.delete(origin);
      else if (gone > 0) broken.add(origin);
      offset += length;
      return gone < length ? [{ origin, length: length - gone, at }] : [];
    });
    window.copyWithin(0, count, used);
    used -= count;
  }
}

const lengthOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

/** The last lines as callers may read them. Each stream is processed separately: a secret may continue in the stream's next line. */
function readable(lines: readonly Located[], count: number): readonly OutputLine[] {
  const from = Math.max(0, lines.length - count);
  const readable: OutputLine[] = [];
  for (const [origin, own] of Map.groupBy(lines.entries(), ([, line]) => line.origin)) {
    const texts = own.map(([, { bytes }]) => bytes.toString('utf8', 0, READ_BYTES).trimEnd());
    const wanted = own.filter(([index]) => index >= from);
    const quoted = quotableLines(texts, READ_CHARACTERS, own.length - wanted.length);
    wanted.forEach(([index, { at }], n) => {
      readable[index - from] = { at, origin, text: quoted[n] ?? '' };
    });
  }
  return readable;
}

type Text = () => OutputLine;

const textOf =
  ({ origin, at, bytes }: Located): Text =>
  () => ({ at, origin, text: bytes.toString('utf8', 0, LINE_BYTES).trimEnd() });

/** A key started before the last lines or within them, so everything kept must be read. */
const withoutKeys = (lines: readonly Located[]): readonly Text[] =>
  hideKeyLines(lines.map((line) => textOf(line)())).map((line) => () => line);

function lastLines(lines: readonly Text[]): readonly LogLine[] {
  const last: LogLine[] = [];
  for (const [index, line] of [...lines.entries()].toReversed()) {
    const { at, origin, text } = line();
    if (text === '') continue;
    const shown = hideValueBelow(textsAbove(lines, index, origin), text);
    last.push({ at, origin, text: quotable(shown, LINE_CHARACTERS) });
    if (last.length === KEPT_LINES) break;
  }
  return last.reverse();
}

/** The lines of the same stream above the one at `index`. */
const textsAbove = (lines: readonly Text[], index: number, origin: string): readonly string[] =>
  lines
    .slice(Math.max(0, index - LINES_ABOVE), index)
    .map((line) => line())
    .filter((line) => line.origin === origin)
    .map((line) => line.text);
