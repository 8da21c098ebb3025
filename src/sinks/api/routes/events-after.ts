import type { EventBody } from '../../../core/report/event-body.ts';
import type { View } from '../view.ts';
import { isForeign, type Position } from './event-position.ts';

/** The body of GET /v1/events. */
export interface EventsBody {
  /** The run of the agent, to which the numbers belong. */
  readonly run: string;
  /** Whether `since` was of another run: then these are all events that are kept. */
  readonly restarted: boolean;
  /** Numbers of the oldest and newest event that are kept. */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** How many after `since` are no longer kept. */
  readonly missed: number;
  readonly events: readonly EventBody[];
}

/** The events of the run after a position: all of them where it is of another run. A bare number says nothing of the run. */
export function eventsAfter({ events }: View, position: Position, run: string): EventsBody {
  const restarted = isForeign(position, run);
  const since = restarted ? 0 : position.seq;
  const oldest = events[0]?.seq ?? null;
  const newest = events.at(-1)?.seq ?? null;
  const missed = Math.max(0, (oldest ?? 0) - 1 - since);
  return { run, restarted, oldest, newest, missed, events: events.filter(({ seq }) => seq > since) };
}

/** Whether there is something to tell at this position: newer events, or that the numbers have begun again. */
export function hasNews({ events }: View, position: Position, run: string): boolean {
  if (isForeign(position, run)) return true;
  const newest = events.at(-1)?.seq;
  // What is ahead of this very run waits until the run has come so far: there is nothing to catch up with.
  if (position.run !== undefined) return newest !== undefined && newest > position.seq;
  return newest !== undefined && newest !== position.seq;
}
