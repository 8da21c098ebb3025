import type { Instant } from '../clock.ts';
import type { Facts } from '../memory/facts.ts';
import type { StatusBody } from './status-body.ts';
import type { Event } from './transitions.ts';

/** One report of the agent for its sinks: the current picture, and what changed. */
export interface Report {
  /** Counts reports from 1 without gaps. */
  readonly seq: number;
  readonly at: Instant;
  /** Empty for a heartbeat. */
  readonly events: readonly Event[];
  /** Whether this is the agent's last report. */
  readonly last: boolean;
  readonly body: StatusBody;
  /** The facts behind the body. They contain more than reports may reveal. */
  readonly facts: Facts;
}
