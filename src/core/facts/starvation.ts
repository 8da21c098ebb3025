import type { Instant } from '../clock.ts';

/** Times in which the agent's own loop had no turn, without a look at the app in between. */
export interface Starvation {
  /** Since when, the first of them included that the agent met since the app's start. */
  readonly firstSince: Instant;
  readonly since: Instant;
  /** When it had a turn again. */
  readonly at: Instant;
  readonly longestMs: number;
}

/** Whether a turn that came this late makes a check of this time worthless. */
export const isStarved = (lateMs: number, timeoutMs: number): boolean => lateMs > timeoutMs / 4;

/** The starvation before with one more; `seenAt` is when the app was last seen. */
export function withStarvation(
  before: Starvation | undefined,
  forMs: number,
  at: Instant,
  seenAt: Instant,
): Starvation {
  const since = at - forMs;
  if (before === undefined) return { firstSince: since, since, at, longestMs: forMs };
  const { firstSince } = before;
  return seenAt > before.at
    ? { firstSince, since, at, longestMs: forMs }
    : { firstSince, since: before.since, at, longestMs: Math.max(before.longestMs, forMs) };
}
