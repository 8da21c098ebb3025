import type { Instant } from '../../core/clock.ts';
import { type Backoff, backoffMs } from './backoff.ts';
import { retryAfterMs } from './retry-after.ts';

/** A failed try that is to be made again. */
export interface Retry {
  /** How many failed in a row, 1 and up. */
  readonly failures: number;
  /** What the controller asked for, as it came. */
  readonly retryAfter?: string | undefined;
  /** The last report has only the exit grace. */
  readonly isClosing: boolean;
  readonly now: Instant;
  /** 0 to 1, for the jitter. */
  readonly chance: number;
}

const BACKOFF: Backoff = { baseMs: 1_000, capMs: 60_000 };
const LAST_BACKOFF: Backoff = { baseMs: 200, capMs: 1_000 };
const MAX_RETRY_AFTER_MS = 300_000;
/** All who were told the same time must not come back at the same moment. */
const RETRY_AFTER_SPREAD = 0.25;

/** How long to wait before the next try: the back-off, and no less than the controller asked for, up to 5 min. */
export function retryWaitMs({ failures, retryAfter, isClosing, now, chance }: Retry): number {
  const backoff = backoffMs(failures, chance, isClosing ? LAST_BACKOFF : BACKOFF);
  const askedMs = retryAfter === undefined ? undefined : retryAfterMs(retryAfter, now);
  if (askedMs === undefined) return backoff;
  const boundedMs = Math.min(askedMs, MAX_RETRY_AFTER_MS);
  return Math.max(backoff, boundedMs + chance * Math.max(BACKOFF.baseMs, boundedMs * RETRY_AFTER_SPREAD));
}
