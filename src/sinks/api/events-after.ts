import type { EventBody } from '../event-body.ts';
import type { View } from './view.ts';

/** The body of GET /v1/events. */
export interface EventsBody {
  /** Numbers of the oldest and newest event that are kept. */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** How many after `since` are no longer kept. */
  readonly missed: number;
  readonly events: readonly EventBody[];
}

/** The events after a number. A `newest` below `since` tells that the agent has started again. */
export function eventsAfter({ events }: View, since: number): EventsBody {
  const oldest = events[0]?.seq ?? null;
  const newest = events.at(-1)?.seq ?? null;
  const missed = Math.max(0, (oldest ?? 0) - 1 - since);
  return { oldest, newest, missed, events: events.filter(({ seq }) => seq > since) };
}

/** Whether there is something to tell: newer events, or that the numbers have begun anew. */
export const hasNews = ({ events }: View, since: number): boolean => {
  const newest = events.at(-1)?.seq;
  return newest !== undefined && newest !== since;
};
