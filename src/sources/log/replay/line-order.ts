import type { Instant } from '../../../core/clock.ts';
import { parseStamp } from './parse-stamp.ts';
import type { UnwrappedLine } from './parse-wrapper.ts';

const MIN_FALLS = 2;
const RISES_SHARE = 0.1;

/** Whether the newest line comes first, as log services show and export them: the stamps fall, and hardly ever rise. */
export function isNewestFirst(lines: readonly UnwrappedLine[]): boolean {
  const times = lines.flatMap((line) => timeOf(line) ?? []);
  const steps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  const falls = steps.filter((step) => step < 0).length;
  return falls >= MIN_FALLS && steps.filter((step) => step > 0).length <= RISES_SHARE * falls;
}

const timeOf = ({ at, text }: UnwrappedLine): Instant | undefined => at ?? parseStamp(text);

/** Holds a log whose newest line comes first, to be read from its end: the newest lines, up to a limit. */
export interface TurnedLines {
  push(line: UnwrappedLine): void;
  /** All that were kept, the oldest first. */
  end(): Iterable<UnwrappedLine>;
  /** Older lines that were left out. */
  readonly leftOut: number;
}

const MAX_CHARACTERS = 32 * 1024 * 1024;
// What a line takes beside its text.
const LINE_COST = 200;

/** A line without a stamp goes with the one above it; before the first stamp stands only the export's own heading. */
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
