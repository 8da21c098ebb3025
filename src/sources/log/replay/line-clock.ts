import type { Instant } from '../../../core/clock.ts';
import type { Passage } from '../read/passage.ts';
import { parseStamp } from './parse-stamp.ts';

/** Tells when the lines of a saved log were written. */
export interface LineClock {
  /** `wrappedAt`: the time that a platform put before the line; undefined where neither that nor the line itself tells. */
  read(text: string, wrappedAt: Instant | undefined): Instant | undefined;
  /** Of lines that come next, the time of the last one that has one. */
  readLast(lines: Passage<TimedLine>): Instant | undefined;
}

interface TimedLine {
  readonly text: string;
  /** The platform's time. */
  readonly at: Instant | undefined;
}

const LONGEST_BATCH_MS = 600_000;
/** An app whose lines bear stamps leaves no more of them without. */
const MOST_UNTIMED = 50;

/**
 * The platform's time counts before the line's own, which may be of another zone. Some platforms give all lines of a batch one time: within it
 * the lines' own times go on from there.
 */
export function createLineClock(): LineClock {
  let batch: { readonly at: Instant; readonly firstOwn: Instant | undefined } | undefined;
  return {
    read,
    readLast(lines) {
      let own: Instant | undefined;
      const timed: TimedLine[] = [];
      let untimed = 0;
      lines.back((line) => {
        if (line.at !== undefined) timed.push(line);
        else if (timed.length === 0) own = parseStamp(line.text);
        untimed = line.at === undefined ? untimed + 1 : 0;
        return own !== undefined || untimed > MOST_UNTIMED || (line.at !== undefined && line.at === batch?.at);
      });
      // The first line of a batch is the one from which the own times of its lines go on.
      return timed.reverse().reduce<Instant | undefined>((_, { text, at }) => read(text, at), own);
    },
  };

  function read(text: string, wrappedAt: Instant | undefined): Instant | undefined {
    if (wrappedAt === undefined) return parseStamp(text);
    if (batch?.at !== wrappedAt) {
      batch = { at: wrappedAt, firstOwn: parseStamp(text) };
      return wrappedAt;
    }
    const own = parseStamp(text);
    if (own === undefined) return wrappedAt;
    const { firstOwn = own } = batch;
    batch = { at: wrappedAt, firstOwn };
    const ms = own - firstOwn;
    return ms > 0 && ms <= LONGEST_BATCH_MS ? wrappedAt + ms : wrappedAt;
  }
}
