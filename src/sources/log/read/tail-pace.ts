import type { Instant } from '../../../core/clock.ts';

/** The tail is told this often at most, and a trace that nobody goes on with counts as ended after it. */
export const QUIET_MS = 250;

/** When the output was written to last, and when its tail was told. */
export interface TailPace {
  readonly wroteAt: Instant;
  readonly toldAt: Instant;
  /** Nothing was written since. */
  readonly isTold: boolean;
}

export const unwritten: TailPace = { wroteAt: 0, toldAt: Number.NEGATIVE_INFINITY, isTold: true };

export const written = (pace: TailPace, at: Instant): TailPace => ({ ...pace, wroteAt: at, isTold: false });

export const told = (pace: TailPace, at: Instant): TailPace => ({ ...pace, toldAt: at, isTold: true });

/** Whether there is something to tell, and it is time. */
export const isTellingDue = ({ isTold, toldAt }: TailPace, now: Instant): boolean =>
  !isTold && now - toldAt >= QUIET_MS;

/** Whether the output has stopped. */
export const isQuiet = ({ wroteAt }: TailPace, now: Instant): boolean => now - wroteAt >= QUIET_MS;
