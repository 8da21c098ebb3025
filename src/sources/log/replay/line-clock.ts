import type { Instant } from '../../../core/clock.ts';
import type { Passage } from '../read/passage.ts';
import { parseStamp } from './parse-stamp.ts';

/** Determines when the lines of a saved log were written. */
export interface LineClock {
  /** `wrappedAt`: the time that a platform put before the line. Undefined if neither that nor the line itself has a time. */
  read(text: string, wrappedAt: Instant | undefined): Instant | undefined;
  /** The time of the last of the next lines that has one. */
  readLast(lines: Passage<TimedLine>): Instant | undefined;
}

interface TimedLine {
  readonly text: string;
  /** The platform's time. */
  readonly at: Instant | undefined;
}

const QUARTER_MS = 900_000;
const NEAR_MS = 10_000;
const DAY_MS = 86_400_000;

/**
 * The platform's time comes first: the line's own time may be in another zone. From there, the lines' own times count.
 * A platform may give all lines of a batch one time, and lines that are re-read have the time of the reading.
 */
export function createLineClock(): LineClock {
  let clocks: Clocks | undefined;
  /** How far the lines' own times are ahead of the platform's. */
  let ahead = 0;
  return {
    read,
    readLast(lines) {
      let own: Instant | undefined;
      const timed: TimedLine[] = [];
      lines.back((line) => {
        if (line.at !== undefined) timed.push(line);
        else if (timed.length === 0) own = parseStamp(line.text);
        return (
          own !== undefined || (line.at !== undefined && clocks !== undefined && parseStamp(line.text) !== undefined)
        );
      });
      // The other lines' times are relative to the first line with its own time.
      return timed.reverse().reduce<Instant | undefined>((_, { text, at }) => read(text, at), own);
    },
  };

  function read(text: string, wrappedAt: Instant | undefined): Instant | undefined {
    const own = parseStamp(text);
    if (wrappedAt === undefined) return own;
    if (own === undefined) return wrappedAt + ahead;
    const both = { own, wrapped: wrappedAt };
    const { first, last } = clocks ?? { first: both, last: both };
    if (own < first.own || isOtherClock(between(last, both))) return wrappedAt + ahead;
    clocks = { first, last: both };
    ahead = between(first, both);
    return wrappedAt + ahead;
  }
}

/** One line's two times: its own, and the platform's. */
interface Both {
  readonly own: Instant;
  readonly wrapped: Instant;
}

/** The first line that has both times, and the latest. */
interface Clocks {
  readonly first: Both;
  readonly last: Both;
}

/** How much further a line's own clock advanced than the platform's. */
const between = (from: Both, to: Both): number => to.own - from.own - (to.wrapped - from.wrapped);

/** Whether a time is in another zone, or is not when the line was written. Zones differ by quarters of an hour, lines by little more. */
const isOtherClock = (ms: number): boolean => {
  const far = Math.abs(ms);
  return far > DAY_MS || (far > QUARTER_MS / 2 && Math.abs(far - Math.round(far / QUARTER_MS) * QUARTER_MS) <= NEAR_MS);
};
