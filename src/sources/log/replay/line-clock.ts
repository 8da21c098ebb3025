import type { Instant } from '../../../core/clock.ts';
import { parseStamp } from './parse-stamp.ts';

/** Tells when the lines of a saved log were written. */
export interface LineClock {
  /** `wrappedAt`: the time that a platform put before the line; undefined where neither that nor the line itself tells. */
  read(text: string, wrappedAt: Instant | undefined): Instant | undefined;
  /** The platform's time of the last line that had one. */
  readonly batchAt: Instant | undefined;
}

const LONGEST_BATCH_MS = 600_000;

/**
 * The platform's time counts before the line's own, which may be of another zone. Some platforms give all lines of a batch one time: within it
 * the lines' own times go on from there.
 */
export function createLineClock(): LineClock {
  let batch: { readonly at: Instant; readonly firstOwn: Instant | undefined } | undefined;
  return {
    read(text, wrappedAt) {
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
    },
    get batchAt() {
      return batch?.at;
    },
  };
}
