import type { Report } from '../core/report.ts';
import { overflow, type Step, seqFor, stepped } from './box-state.ts';
import type { BoxStore } from './box-store.ts';
import { type Parcel, parcelOf } from './parcel.ts';

/** What waits for the controller, and who waits for it to be gone. */
export interface Outbox {
  /** Resolves when the report has left the box, delivered or not. When `signal` aborts all leave at once, and `onEnd` is called with their count. */
  put(report: Report, signal: AbortSignal, onEnd: (left: number) => void): Promise<void>;
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

interface Waiting {
  readonly seq: number;
  readonly signal: AbortSignal;
  readonly resolve: () => void;
}

/** The outbox over what an earlier agent left in the store; `run` marks the parcels of this one. */
export function outbox(store: BoxStore, run: string): Outbox {
  const watched = new WeakSet<AbortSignal>();
  let { box } = store;
  let waiting: readonly Waiting[] = [];
  const total = { delivered: 0, dropped: 0 };
  /** Whether those before were tried is not written down; their ids must not get another body. */
  let triedSeq = box.nextSeq - 1;
  /** The agent ends: what is left is the next one's. */
  let isOver = false;
  let flight: { readonly seq: number; readonly controller: AbortController } | undefined;

  return {
    put,
    first: () => (isOver ? undefined : box.queue[0]),
    holds: ({ seq }) => !isOver && box.queue.some((each) => each.seq === seq),
    count: () => box.queue.length,
    droppedCount: () =>
      box.queue.reduce((sum, { dropped }) => sum + dropped, box.leftover ? box.leftover.dropped + 1 : 0),
    total: () => ({ ...total }),
    isClosing: () => box.queue.at(-1)?.last === true,
    async sending({ seq }, work) {
      const controller = new AbortController();
      flight = { seq, controller };
      triedSeq = Math.max(triedSeq, seq);
      try {
        // On paper before it is on its way: a number that was seen must not be given again.
        await store.settled();
        return await work(controller.signal);
      } finally {
        flight = undefined;
      }
    },
    delivered: ({ seq }) => step({ kind: 'delivered', seq }),
    refused: ({ seq }, isFaultOfBody) => step({ kind: 'dropped', seq, isFaultOfBody }),
  };

  function put(report: Report, signal: AbortSignal, onEnd: (left: number) => void): Promise<void> {
    isOver &&= signal.aborted;
    const seq = seqFor(box, triedSeq);
    // Renewed: who waited for the older picture need not wait for this one.
    settle(waiting.filter((each) => each.seq === seq));
    step({ kind: 'put', parcel: parcelOf(report, seq, run) });
    for (const each of overflow(box, flight?.seq)) step(each);
    return new Promise((resolve) => {
      waiting = [...waiting, { seq, signal, resolve }];
      watch(signal, onEnd);
    });
  }

  function step(next: Step): void {
    box = stepped(box, next);
    store.record(next, box);
    if (next.kind === 'put') return;
    total[next.kind] += 1;
    settle(waiting.filter(({ seq }) => seq === next.seq));
  }

  /** One listener a signal: an agent has few signals and many reports. */
  function watch(signal: AbortSignal, onEnd: (left: number) => void): void {
    if (signal.aborted) leave(signal, onEnd);
    if (signal.aborted || watched.has(signal)) return;
    watched.add(signal);
    signal.addEventListener('abort', () => leave(signal, onEnd), { once: true });
  }

  function leave(signal: AbortSignal, onEnd: (left: number) => void): void {
    const leaving = waiting.filter((each) => each.signal === signal);
    const seqs = new Set(store.isKept ? box.queue.map(({ seq }) => seq) : leaving.map(({ seq }) => seq));
    if (store.isKept) isOver = true;
    else for (const seq of seqs) step({ kind: 'dropped', seq });
    settle(leaving);
    if (flight && seqs.has(flight.seq)) flight.controller.abort();
    if (seqs.size > 0) onEnd(seqs.size);
  }

  function settle(done: readonly Waiting[]): void {
    waiting = waiting.filter((each) => !done.includes(each));
    // The process may end with the last of them: what has become of it must be on paper.
    if (done.length > 0) void store.settled().then(() => done.forEach(({ resolve }) => void resolve()));
  }
}
