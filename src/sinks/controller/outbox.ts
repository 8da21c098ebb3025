import type { Report } from '../../core/report/report.ts';
import { createFlight } from './flight.ts';
import { givenUpCount, overflow, type Step, seqFor, stepped } from './outbox-state.ts';
import type { BoxStore } from './outbox-store.ts';
import { type Parcel, parcelOf } from './queued-report.ts';
import { createWaiters, type Waiter } from './waiters.ts';

/** What waits for the controller, and who waits for it to be gone. */
export interface Outbox {
  /** Resolves when the report has left the box, delivered or not. When `signal` aborts all leave at once. */
  put(report: Report, signal: AbortSignal): Promise<void>;
  first(): Parcel | undefined;
  holds(parcel: Parcel): boolean;
  /** How many wait. */
  count(): number;
  /** How many were given up since the last delivered one. */
  droppedCount(): number;
  /** Since the box was made. */
  total(): { readonly delivered: number; readonly dropped: number };
  /** Whether the agent's last report waits. */
  isClosing(): boolean;
  /** Does the work with the parcel, which is not pushed out by newer ones meanwhile; the work's signal aborts when it is given up. */
  sending<T>(parcel: Parcel, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  delivered(parcel: Parcel): void;
  /** Its events go with the next one; those that it carried itself do not, when the body is what was refused: they might be the reason. */
  refused(parcel: Parcel, isFaultOfBody: boolean): void;
}

/**
 * The outbox over what an earlier agent left in the store; `run` marks the parcels of this one.
 * `onEnd` is told how many are left, undelivered, when a signal aborts.
 */
export function outbox(store: BoxStore, run: string, onEnd: (left: number) => void): Outbox {
  const waiters = createWaiters(() => store.settled(), leave);
  let { box } = store;
  const total = { delivered: 0, dropped: 0 };
  // Whether those before were tried is not written down; their ids must not get another body.
  const flight = createFlight(box.nextSeq - 1);
  /** The agent ends: what is left is the next one's. */
  let isOver = false;

  return {
    put,
    first: () => (isOver ? undefined : box.queue[0]),
    holds: ({ seq }) => !isOver && box.queue.some((each) => each.seq === seq),
    count: () => box.queue.length,
    droppedCount: () => givenUpCount(box),
    total: () => ({ ...total }),
    isClosing: () => box.queue.at(-1)?.last === true,
    sending: ({ seq }, work) =>
      flight.carry(seq, async (signal) => {
        // On paper before it is on its way: a number that was seen must not be given again.
        await store.settled();
        return work(signal);
      }),
    delivered: ({ seq }) => step({ kind: 'delivered', seq }),
    refused: ({ seq }, isFaultOfBody) => step({ kind: 'dropped', seq, isFaultOfBody }),
  };

  function put(report: Report, signal: AbortSignal): Promise<void> {
    isOver &&= signal.aborted;
    const seq = seqFor(box, flight.triedSeq);
    // Renewed: who waited for the older picture need not wait for this one.
    waiters.release((each) => each.seq === seq);
    step({ kind: 'put', parcel: parcelOf(report, seq, run) });
    for (const each of overflow(box, flight.seq)) step(each);
    return waiters.add({ seq, signal });
  }

  function step(next: Step): void {
    box = stepped(box, next);
    store.record(next, box);
    if (next.kind === 'put') return;
    total[next.kind] += 1;
    waiters.release(({ seq }) => seq === next.seq);
  }

  function leave(signal: AbortSignal): void {
    const isLeaving = (each: Waiter): boolean => each.signal === signal;
    const seqs = new Set((store.isKept ? box.queue : waiters.those(isLeaving)).map(({ seq }) => seq));
    if (store.isKept) isOver = true;
    else for (const seq of seqs) step({ kind: 'dropped', seq });
    waiters.release(isLeaving);
    flight.giveUp(seqs);
    if (seqs.size > 0) onEnd(seqs.size);
  }
}
