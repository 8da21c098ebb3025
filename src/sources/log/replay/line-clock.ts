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

const QUARTER_MS = 900_000;
const NEAR_MS = 10_000;

/**
 * The platform's time counts before the line's own, which may be of another zone. Some platforms give all lines of a batch one time: within it
 * the lines' own times go on from there.
 */
export function createLineClock(): LineClock {
  let batch: Batch | undefined;
  return {
    read,
    readLast(lines) {
      let own: Instant | undefined;
      const timed: TimedLine[] = [];
      lines.back((line) => {
        if (line.at !== undefined) timed.push(line);
        else if (timed.length === 0) own = parseStamp(line.text);
        return own !== undefined || (line.at !== undefined && line.at === batch?.at);
      });
      // The first line of a batch is the one from which the own times of its lines go on.
      return timed.reverse().reduce<Instant | undefined>((_, { text, at }) => read(text, at), own);
    },
  };

  function read(text: string, wrappedAt: Instant | undefined): Instant | undefined {
    const own = parseStamp(text);
    if (wrappedAt === undefined) return own;
    if (batch?.at !== wrappedAt) {
      batch = { at: wrappedAt, firstOwn: own, lastOwn: own };
      return wrappedAt;
    }
    if (own === undefined) return wrappedAt + soFar(batch);
    const { firstOwn = own, lastOwn = own } = batch;
    if (own < firstOwn || isOtherZone(own - lastOwn)) return wrappedAt;
    batch = { at: wrappedAt, firstOwn, lastOwn: Math.max(own, lastOwn) };
    return wrappedAt + own - firstOwn;
  }
}

interface Batch {
  readonly at: Instant;
  /** The stamps of its first line that has one, and of its latest; undefined where none has. */
  readonly firstOwn: Instant | undefined;
  readonly lastOwn: Instant | undefined;
}

const soFar = ({ firstOwn, lastOwn }: Batch): number =>
  firstOwn === undefined || lastOwn === undefined ? 0 : lastOwn - firstOwn;

/** Zones differ by quarters of an hour, and lines of one batch by little more. */
const isOtherZone = (ms: number): boolean => {
  const far = Math.abs(ms);
  return far > QUARTER_MS / 2 && Math.abs(far - Math.round(far / QUARTER_MS) * QUARTER_MS) <= NEAR_MS;
};
