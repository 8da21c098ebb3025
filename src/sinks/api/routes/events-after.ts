import type { EventBody } from '../../../core/report/event-body.ts';
import type { View } from '../view.ts';
import { isForeign, type Position } from './event-position.ts';

/** The body of GET /v1/events. */
export interface EventsBody {
  /** The run of the agent, which the numbers belong to. */
  readonly run: string;
  /** Whether `since` belongs to another run; these are then all kept events. */
  readonly restarted: boolean;
  /** Numbers of the oldest and newest kept event. */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** The number of events after `since` that are no longer kept. */
  readonly missed: number;
  readonly events: readonly EventBody[];
}

/** The events of the run after a position: all of them if the position belongs to another run. A bare number names no run. */
export function eventsAfter({ events }: View, position: Position, run: string): EventsBody {
  const restarted = isForeign(position, run);
  const since = restarted ? 0 : position.seq;
  const oldest = events[0]?.seq ?? null;
  const newest = events.at(-1)?.seq ?? null;
  const missed = Math.max(0, (oldest ?? 0) - 1 - since);
  return { run, restarted, oldest, newest, missed, events: events.filter(({ seq }) => seq > since) };
}

/** Whether there is news at this position: newer events, or a restart of the numbers. */
export function hasNews({ events }: View, position: Position, run: string): boolean {
  if (isForeign(position, run)) return true;
  const newest = events.at(-1)?.seq;
  // A position ahead of this very run has no news until the run has reached it.
  if (position.run !== undefined) return newest !== undefined && newest > position.seq;
  return newest !== undefined && newest !== position.seq;
}
