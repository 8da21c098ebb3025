import { type Parcel, sizeOf, withDropped } from './parcel.ts';

/** Parcels that wait, oldest first. */
export type Queue = readonly Parcel[];

/** A queue, and the numbers of the reports that left it undelivered. */
export interface Queued {
  readonly queue: Queue;
  readonly gone: readonly number[];
}

const MAX_PARCELS = 256;
const MAX_CHARACTERS = 4 * 1_048_576;

/**
 * The queue with one more parcel. A heartbeat that still waits gives way to the next one; beyond 256 parcels or 4 MiB the oldest
 * are given up, their events carried over to the next. The parcel numbered `sending` is under way and stays.
 */
export function enqueued(queue: Queue, parcel: Parcel, sending: number | undefined): Queued {
  const last = queue.at(-1);
  if (last && last.seq !== sending && isHeartbeat(last) && isHeartbeat(parcel)) {
    return { queue: [...queue.slice(0, -1), { ...parcel, dropped: parcel.dropped + last.dropped }], gone: [last.seq] };
  }
  return trimmed([...queue, parcel], sending);
}

/** The queue without one parcel that was given up: its events go with the next, or are the `leftover` for the one to come. */
export function givenUp(queue: Queue, seq: number): { readonly queue: Queue; readonly leftover?: Parcel } {
  const index = queue.findIndex((each) => each.seq === seq);
  const [parcel, next] = queue.slice(index, index + 2);
  if (index < 0 || parcel === undefined) return { queue };
  const before = queue.slice(0, index);
  if (next === undefined) return { queue: before, leftover: parcel };
  return { queue: [...before, withDropped(next, parcel), ...queue.slice(index + 2)] };
}

const isHeartbeat = ({ events, carried }: Parcel): boolean => events.length + carried.length === 0;

function trimmed(all: Queue, sending: number | undefined): Queued {
  let queue = all;
  const gone: number[] = [];
  while (isTooLong(queue)) {
    // The newest is never given up: it is the one that knows.
    const victim = queue.slice(0, -1).find(({ seq }) => seq !== sending);
    if (victim === undefined) break;
    ({ queue } = givenUp(queue, victim.seq));
    gone.push(victim.seq);
  }
  return { queue, gone };
}

const isTooLong = (queue: Queue): boolean =>
  queue.length > MAX_PARCELS || queue.reduce((size, parcel) => size + sizeOf(parcel), 0) > MAX_CHARACTERS;
