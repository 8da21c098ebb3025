import type { Instant } from '../clock.ts';

/** Periods in which the agent's own loop was not scheduled, with no scan of the app in between. */
export interface Starvation {
  /** The start of the first such period since the app's start. */
  readonly firstSince: Instant;
  readonly since: Instant;
  /** When it was scheduled again. */
  readonly at: Instant;
  readonly longestMs: number;
}

/** Whether a check with this timeout is worthless because the agent was scheduled this late. */
export const isStarved = (lateMs: number, timeoutMs: number): boolean => lateMs > timeoutMs / 4;

/** Adds one period to the starvation before it; `seenAt` is when the app was last seen. */
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
