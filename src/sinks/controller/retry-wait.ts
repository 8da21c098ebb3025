import type { Instant } from '../../core/clock.ts';

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

/** How waiting between tries grows: `baseMs` before the second try, doubled each time, never above `capMs`. */
interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * How long to wait after `failures` (1 and up) failed tries in a row: exponential with full jitter, so that many agents
 * that failed together do not come back together. `random` is from 0 to 1; the result is from 0 to the cap.
 */
export function backoffMs(failures: number, random: number, { baseMs, capMs }: Backoff): number {
  // 2 ** 1024 is Infinity, and 0 * Infinity would be no number: the exponent is bounded, not only the product.
  return random * Math.min(capMs, baseMs * 2 ** Math.min(Math.max(0, failures - 1), 52));
}

/** What RFC 9110, 5.6.7 lets a server send: the fixed form, and two obsolete ones that a recipient must still read. */
const HTTP_DATES: readonly RegExp[] = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/** How long a Retry-After header (RFC 9110, 10.2.3: seconds or a date) asks to wait from `now` on, in ms from 0; undefined when it is neither. */
export function retryAfterMs(header: string, now: Instant): number | undefined {
  const text = header.trim();
  if (/^\d{1,15}$/.test(text)) return Number(text) * 1_000;
  if (!HTTP_DATES.some((form) => form.test(text))) return undefined;
  // The asctime form names no zone; it is always GMT.
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
