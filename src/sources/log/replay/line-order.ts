import type { Instant } from '../../../core/clock.ts';
import { parseStamp } from './parse-stamp.ts';
import type { UnwrappedLine } from './parse-wrapper.ts';

const RISES_SHARE = 0.1;

/**
 * Whether the newest line comes first, as log services show and export logs: the times fall, and hardly ever rise.
 * A log whose times fall only once may be two logs, one after the other. Lines with a platform's timestamps are one log;
 * if all timestamps are equal, a trace decides.
 */
export function isNewestFirst(lines: readonly UnwrappedLine[]): boolean {
  const times = lines.flatMap((line) => timeOf(line) ?? []);
  const steps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  const falls = steps.filter((step) => step < 0).length;
  const rises = steps.filter((step) => step > 0).length;
  if (lines.every(({ at }) => at === undefined)) return falls >= 2 && rises <= RISES_SHARE * falls;
  return falls > 0 ? rises <= RISES_SHARE * falls : rises === 0 && isTraceBackwards(lines.map(({ text }) => text));
}

const PYTHON_HEAD = /^Traceback \(most recent call last\):/;
const PYTHON_FRAME = /^\s{1,8}File "/;
const OTHER_HEAD = /^(?=\S).{0,300}(?:Error|Exception)\b/;
const OTHER_FRAME = /^\s{1,8}at \S/;

// A trace's last frame in the usual order: the line after it does not belong to this trace.
const OUTERMOST_FRAME = /node:internal|\(internal\/|java\.base\/|java\.lang\.Thread/;

/** Whether the head of a trace comes after its frames, and none before them. */
function isTraceBackwards(texts: readonly string[]): boolean {
  const heads = texts.flatMap((text, i) => {
    const frame = PYTHON_HEAD.test(text) ? PYTHON_FRAME : OTHER_HEAD.test(text) ? OTHER_FRAME : undefined;
    return frame === undefined
      ? []
      : [{ before: isInner(texts[i - 1] ?? '', frame), after: frame.test(texts[i + 1] ?? '') }];
  });
  return heads.some(({ before, after }) => before && !after) && !heads.some(({ after }) => after);
}

const isInner = (text: string, frame: RegExp): boolean => frame.test(text) && !OUTERMOST_FRAME.test(text);

const timeOf = ({ at, text }: UnwrappedLine): Instant | undefined => at ?? parseStamp(text);

/** Holds a log whose newest line comes first, to read it from its end: the newest lines, up to a limit. */
export interface TurnedLines {
  push(line: UnwrappedLine): void;
  /** All lines that were kept, the oldest first. */
  end(): Iterable<UnwrappedLine>;
  /** The number of older lines that were left out. */
  readonly leftOut: number;
}

const MAX_CHARACTERS = 32 * 1024 * 1024;
// A line's cost in addition to its text.
const LINE_COST = 200;

/** A line without a timestamp belongs to the line above it; only the export's own heading comes before the first timestamp. */
export function createTurnedLines(): TurnedLines {
  const blocks: UnwrappedLine[][] = [];
  let size = 0;
  let leftOut = 0;
  return {
    push(line) {
      if (size > MAX_CHARACTERS) {
        leftOut += 1;
        return;
      }
      size += line.text.length + LINE_COST;
      if (timeOf(line) !== undefined) blocks.push([line]);
      else blocks.at(-1)?.push(line);
    },
    *end() {
      for (let block = blocks.pop(); block !== undefined; block = blocks.pop()) yield* block;
    },
    get leftOut() {
      return leftOut;
    },
  };
}
