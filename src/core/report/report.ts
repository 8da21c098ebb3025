import type { Instant } from '../clock.ts';
import type { Facts } from '../memory/facts.ts';
import type { StatusBody } from './status-body.ts';
import type { Event } from './transitions.ts';

/** What a turn of the agent has to tell: the picture, and what is new in it. Sinks take it from here. */
export interface Report {
  /** Counts reports from 1, without a gap. */
  readonly seq: number;
  readonly at: Instant;
  /** Empty for a heartbeat. */
  readonly events: readonly Event[];
  /** Whether this is the agent's last one. */
  readonly last: boolean;
  readonly body: StatusBody;
  /** What the body was made from. They hold more than may leave the agent unasked. */
  readonly facts: Facts;
}
