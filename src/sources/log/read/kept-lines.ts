import type { Instant } from '../../../core/clock.ts';
import type { LogOrigin } from '../../../core/facts/log-event.ts';

/** Bytes of one stream, and when the first of them came. */
export interface Located {
  readonly origin: LogOrigin;
  readonly at: Instant;
  readonly bytes: Buffer;
}

const NEWLINE = 0x0a;

const RETURN = 0x0d;

/**
 * The lines of the pieces in the order in which they ended, unfinished ones last. Each is as a terminal shows it, without text that a
 * carriage return has overwritten (a progress bar). The first line of a stream in `broken` is partial and left out.
 * A line that came in several pieces may be cut after `lineBytes`.
 */
export function linesOf(
  pieces: readonly Located[],
  broken: ReadonlySet<LogOrigin>,
  lineBytes: number,
): readonly Located[] {
  const unfinished = new Map<LogOrigin, Located | 'broken'>([...broken].map((origin) => [origin, 'broken']));
  const lines: Located[] = [];
  for (const { origin, at, bytes } of pieces) {
    const joined = (before: Located | 'broken' | undefined, more: Buffer): Located | 'broken' =>
      before === 'broken' ? before : { origin, at, bytes: concat(before?.bytes, more, lineBytes) };
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to !== -1; to = bytes.indexOf(NEWLINE, from)) {
      const line = joined(unfinished.get(origin), bytes.subarray(from, to));
      if (line !== 'broken') lines.push(line);
      unfinished.delete(origin);
      from = to + 1;
    }
    if (from < bytes.length) unfinished.set(origin, joined(unfinished.get(origin), bytes.subarray(from)));
  }
  for (const line of unfinished.values()) if (line !== 'broken') lines.push(line);
  return lines;
}

function concat(before: Buffer | undefined, bytes: Buffer, limit: number): Buffer {
  const shown = afterReturn(bytes);
  const isOver = before?.at(-1) === RETURN && shown.some((byte) => byte !== RETURN) && !isQuoted(shown[0]);
  if (before === undefined || before.length === 0 || shown !== bytes || isOver) return shown;
  return before.length >= limit ? before : Buffer.concat([before, bytes]);
}

/** The text that overwrites the start of the line; carriage returns at the end belong to the line ending. */
function afterReturn(bytes: Buffer): Buffer {
  let at = bytes.length;
  while (at > 0 && bytes[at - 1] === RETURN) at -= 1;
  do at = at <= 0 ? -1 : bytes.lastIndexOf(RETURN, at - 1);
  while (at >= 0 && isQuoted(bytes[at + 1]));
  return at < 0 ? bytes : bytes.subarray(at + 1);
}

/** Colon, apostrophe, and the first byte of a typographic apostrophe. */
const BEHIND_A_NAME: readonly (number | undefined)[] = [0x3a, 0x27, 0xe2];

/**
 * Whether the byte after a carriage return shows that the return belongs to a quoted name:
 * `true\r: not found` of a script with Windows line endings.
 */
const isQuoted = (next: number | undefined): boolean => BEHIND_A_NAME.includes(next);
