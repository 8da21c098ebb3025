import type { Instant } from '../../core/clock.ts';

/** A failed attempt that should be repeated. */
export interface Retry {
  /** Consecutive failures, from 1. */
  readonly failures: number;
  /** The controller's Retry-After header, as received. */
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
/** Clients that got the same time must not return at the same moment. */
const RETRY_AFTER_SPREAD = 0.25;

/** The wait before the next attempt: the back-off, and at least what the controller asked for, up to 5 min. */
export function retryWaitMs({ failures, retryAfter, isClosing, now, chance }: Retry): number {
  const backoff = backoffMs(failures, chance, isClosing ? LAST_BACKOFF : BACKOFF);
  const askedMs = retryAfter === undefined ? undefined : retryAfterMs(retryAfter, now);
  if (askedMs === undefined) return backoff;
  const boundedMs = Math.min(askedMs, MAX_RETRY_AFTER_MS);
  return Math.max(backoff, boundedMs + chance * Math.max(BACKOFF.baseMs, boundedMs * RETRY_AFTER_SPREAD));
}

/** How the wait between attempts grows: `baseMs` before the second attempt, doubled each time, at most `capMs`. */
interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * The wait after `failures` (from 1) consecutive failed attempts: exponential with full jitter, so agents that failed together
 * do not return together. `random` is from 0 to 1; the result is from 0 to the cap.
 */
export function backoffMs(failures: number, random: number, { baseMs, capMs }: Backoff): number {
  // 2 ** 1024 is Infinity, and 0 * Infinity is NaN: so the exponent is bounded, not only the product.
  return random * Math.min(capMs, baseMs * 2 ** Math.min(Math.max(0, failures - 1), 52));
}

/** The date formats of RFC 9110, 5.6.7: the fixed format, and two obsolete ones that a recipient must accept. */
const HTTP_DATES: readonly RegExp[] = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * The wait that a Retry-After header (RFC 9110, 10.2.3: seconds or a date) asks for, in ms from `now`, at least 0.
 * Undefined if it is neither.
 */
export function retryAfterMs(header: string, now: Instant): number | undefined {
  const text = header.trim();
  if (/^\d{1,15}$/.test(text)) return Number(text) * 1_000;
  if (!HTTP_DATES.some((form) => form.test(text))) return undefined;
  // The asctime format has no zone; it is always GMT.
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
