import type { Instant } from '../../../core/clock.ts';

/** The tail is reported this often at most, and a trace that nobody goes on with counts as ended after it. */
export const QUIET_MS = 250;

/** When the output was written to last, and when its tail was reported. */
export interface TailPace {
  readonly wroteAt: Instant;
  readonly reportedAt: Instant;
  /** Nothing was written since. */
  readonly isReported: boolean;
}

export const unwritten: TailPace = { wroteAt: 0, reportedAt: Number.NEGATIVE_INFINITY, isReported: true };

export const written = (pace: TailPace, at: Instant): TailPace => ({ ...pace, wroteAt: at, isReported: false });

export const reported = (pace: TailPace, at: Instant): TailPace => ({ ...pace, reportedAt: at, isReported: true });

/** Whether there is something to tell, and it is time. */
export const isReportDue = ({ isReported, reportedAt }: TailPace, now: Instant): boolean =>
  !isReported && now - reportedAt >= QUIET_MS;

/** Whether the output has stopped. */
export const isQuiet = ({ wroteAt }: TailPace, now: Instant): boolean => now - wroteAt >= QUIET_MS;
