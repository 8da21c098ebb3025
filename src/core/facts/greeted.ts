import type { Instant } from '../clock.ts';

/** A connection by which the agent asked what a port speaks, after a check had failed there. */
export interface Greeted {
  readonly port: number;
  /** The greeting's name: `PING`, `ClientHello`. */
  readonly says: string;
  readonly at: Instant;
}

/** What ends so soon after a greeting may well have ended over it. */
export const GREETING_MS = 2_000;

/** Whether an end at `at` may have come of it. */
export const mayHaveEnded = (greeted: Greeted, at: Instant): boolean =>
  at >= greeted.at && at - greeted.at <= GREETING_MS;
