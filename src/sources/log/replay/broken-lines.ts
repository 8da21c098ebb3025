import { LINE_LIMIT_BYTES } from '../read/unfinished-line.ts';

const MIN_WIDTH = 60;
const MAX_WIDTH = 250;
const MIN_BREAKS = 3;
const CONTINUED_SHARE = 0.9;
const STARTING_SHARE = 0.8;

/**
 * The width at which the console that the log was copied from broke its lines; undefined for a log with whole lines.
 * `isStart`: whether a line starts as lines of this log do, with a prefix or a timestamp. In a broken log, all lines that do not
 * follow a line of full width. If that is the same line each time, a restarting program just repeats the same two lines.
 */
export function brokenWidth(lines: readonly string[], isStart: (line: string) => boolean): number | undefined {
  const width = lines.reduce((most, { length }) => Math.max(most, length), 0);
  if (width < MIN_WIDTH || width > MAX_WIDTH) return undefined;
  const after = (isFull: boolean) => lines.filter((_, i) => i > 0 && (lines[i - 1]?.length === width) === isFull);
  const behindFull = after(true);
  if (behindFull.length < MIN_BREAKS) return undefined;
  const texts = lines.flatMap((line, i) => (line.length === width ? [line + (lines[i + 1] ?? '')] : []));
  if (new Set(texts.map((text) => text.replace(/\d/g, '0'))).size === 1) return undefined;
  const continued = behindFull.filter((line) => !isStart(line)).length;
  const others = after(false).filter((line) => line !== '');
  const starting = others.filter(isStart).length;
  const isBroken = continued >= CONTINUED_SHARE * behindFull.length && starting >= STARTING_SHARE * others.length;
  return isBroken && starting > 0 ? width : undefined;
}

/** Rejoins lines that were broken at a width; holds one line. */
export interface LineJoiner {
  /** The line that is complete because this one does not continue it. */
  push(line: string): readonly string[];
  end(): readonly string[];
}

export function createLineJoiner(width: number, isStart: (line: string) => boolean): LineJoiner {
  let held: string | undefined;
  let lastLength = 0;
  return {
    push(line) {
      // A console drops the blank where it breaks a line.
      const goesOn = held !== undefined && lastLength >= width - 1 && held.length < LINE_LIMIT_BYTES && !isStart(line);
      const done = goesOn || held === undefined ? [] : [held];
      held = goesOn ? `${held}${' '.repeat(Math.max(0, width - lastLength))}${line}` : line;
      lastLength = line.length;
      return done;
    },
    end: () => (held === undefined ? [] : [held]),
  };
}
