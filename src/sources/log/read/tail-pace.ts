import type { Instant } from '../../../core/clock.ts';

/** The tail is reported at most this often. A trace that gets no line for this long counts as complete. */
export const QUIET_MS = 250;

/** When output last came, and when its tail was last reported. */
export interface TailPace {
  readonly wroteAt: Instant;
  readonly reportedAt: Instant;
  /** No output has come since. */
  readonly isReported: boolean;
}

export const unwritten: TailPace = { wroteAt: 0, reportedAt: Number.NEGATIVE_INFINITY, isReported: true };

export const written = (pace: TailPace, at: Instant): TailPace => ({ ...pace, wroteAt: at, isReported: false });

export const reported = (pace: TailPace, at: Instant): TailPace => ({ ...pace, reportedAt: at, isReported: true });

/** Whether there is something to report, and it is time. */
export const isReportDue = ({ isReported, reportedAt }: TailPace, now: Instant): boolean =>
  !isReported && now - reportedAt >= QUIET_MS;

/** Whether the output has stopped. */
export const isQuiet = ({ wroteAt }: TailPace, now: Instant): boolean => now - wroteAt >= QUIET_MS;
