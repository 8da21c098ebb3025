/** How waiting between tries grows: `baseMs` before the second try, doubled each time, never above `capMs`. */
export interface Backoff {
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
