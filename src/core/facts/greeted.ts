import type { Instant } from '../clock.ts';

/** A connection that the agent made to learn what a port speaks, after a check had failed there. */
export interface Greeted {
  readonly port: number;
  /** The greeting's name: `PING`, `ClientHello`. */
  readonly says: string;
  readonly at: Instant;
}

/** A process that exits this soon after a greeting may have exited because of it. */
export const GREETING_MS = 2_000;

/** Whether the greeting may have caused an exit at `at`. */
export const mayHaveEnded = (greeted: Greeted, at: Instant): boolean =>
  at >= greeted.at && at - greeted.at <= GREETING_MS;
