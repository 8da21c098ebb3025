import type { LogLine, LogOrigin } from '../../core/facts/log-event.ts';
import { quotable } from '../../core/redact.ts';
import { hideKeyLines, KEY_NEEDLE } from '../../core/redaction/key-blocks.ts';

const KEPT_LINES = 20;
const LINE_CHARACTERS = 300;
// As many as a line needs that is cut to its characters, be they of four bytes each, and then some for what redaction hides.
const LINE_BYTES = 8 * LINE_CHARACTERS;
const WINDOW_BYTES = 64 * 1024;
const KEPT_PIECES = 1_024;
const NEWLINE = 0x0a;

/** The end of the app's output, of all its streams together: bytes are kept, lines are made only when asked for. */
export interface OutputTail {
  /** Does not keep the chunk. */
  write(origin: LogOrigin, chunk: Buffer): void;
  /** The last lines that are not blank, at most 20, in the order in which they ended; the unfinished ones last. */
  lines(): readonly LogLine[];
}

/** Bytes of one stream that came together. */
interface Piece {
  readonly origin: LogOrigin;
  readonly length: number;
}

export function createOutputTail(): OutputTail {
  const window = Buffer.alloc(2 * WINDOW_BYTES);
  let used = 0;
  let pieces: Piece[] = [];
  // What is left of these begins in the middle of a line.
  const broken = new Set<LogOrigin>();

  return {
    write(origin, chunk) {
      const bytes = chunk.subarray(-WINDOW_BYTES);
      if (bytes.length < chunk.length) {
        forget(used);
        broken.add(origin);
      }
      if (used + bytes.length > window.length) forget(used - (window.length - WINDOW_BYTES));
      if (pieces.length >= KEPT_PIECES) forget(lengthOf(pieces.slice(0, KEPT_PIECES / 2)));
      bytes.copy(window, used);
      used += bytes.length;
      pieces.push({
        origin,
        length: (pieces.at(-1)?.origin === origin ? (pieces.pop()?.length ?? 0) : 0) + bytes.length,
      });
    },
    lines() {
      let from = 0;
      const located = pieces.map(({ origin, length }) => {
        from += length;
        return { origin, bytes: window.subarray(from - length, from) };
      });
      const lines = linesOf(located, broken);
      return window.subarray(0, used).includes(KEY_NEEDLE)
        ? lastLines(withoutKeys(lines))
        : lastLines(lines.map(textOf));
    },
  };

  function forget(count: number): void {
    let offset = 0;
    pieces = pieces.flatMap(({ origin, length }) => {
      const gone = Math.min(length, Math.max(0, count - offset));
      if (gone > 0 && window[offset + gone - 1] === NEWLINE) broken.delete(origin);
      else if (gone > 0) broken.add(origin);
      offset += length;
      return gone < length ? [{ origin, length: length - gone }] : [];
    });
    window.copyWithin(0, count, used);
    used -= count;
  }
}

const lengthOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

interface Located {
  readonly origin: LogOrigin;
  readonly bytes: Buffer;
}

function linesOf(pieces: readonly Located[], broken: ReadonlySet<LogOrigin>): readonly Located[] {
  const unfinished = new Map<LogOrigin, Buffer | 'broken'>([...broken].map((origin) => [origin, 'broken']));
  const lines: Located[] = [];
  for (const { origin, bytes } of pieces) {
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to !== -1; to = bytes.indexOf(NEWLINE, from)) {
      const line = joined(unfinished.get(origin), bytes.subarray(from, to));
      if (line !== 'broken') lines.push({ origin, bytes: line });
      unfinished.delete(origin);
      from = to + 1;
    }
    unfinished.set(origin, joined(unfinished.get(origin), bytes.subarray(from)));
  }
  for (const [origin, bytes] of unfinished) if (bytes !== 'broken') lines.push({ origin, bytes });
  return lines;
}

function joined(before: Buffer | 'broken' | undefined, bytes: Buffer): Buffer | 'broken' {
  if (before === 'broken' || before === undefined || before.length === 0) return before === 'broken' ? before : bytes;
  return before.length >= LINE_BYTES ? before : Buffer.concat([before, bytes]);
}

type Text = () => LogLine;

const textOf =
  ({ origin, bytes }: Located): Text =>
  () => ({ origin, text: bytes.toString('utf8', 0, LINE_BYTES).trimEnd() });

/** A key began before the last lines, or within them: all that is kept must be read. */
const withoutKeys = (lines: readonly Located[]): readonly Text[] =>
  hideKeyLines(lines.map((line) => textOf(line)())).map((line) => () => line);

function lastLines(lines: readonly Text[]): readonly LogLine[] {
  const last: LogLine[] = [];
  for (const textOfLine of lines.toReversed()) {
    const { origin, text } = textOfLine();
    if (text !== '') last.push({ origin, text: quotable(text, LINE_CHARACTERS) });
    if (last.length === KEPT_LINES) break;
  }
  return last.reverse();
}
