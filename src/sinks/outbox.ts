import type { Report } from '../core/report.ts';
import { type Parcel, parcelOf, withDropped } from './parcel.ts';
import { enqueued, givenUp, type Queue } from './parcel-queue.ts';

/** What waits for the controller, and who waits for it to be gone. */
export interface Outbox {
  /** Resolves when the report has left the box, delivered or not. When `signal` aborts it leaves at once, and `onGivenUp` is called. */
  put(report: Report, signal: AbortSignal, onGivenUp: () => void): Promise<void>;
  first(): Parcel | undefined;
  holds(parcel: Parcel): boolean;
  /** Does the work with the parcel, which is not pushed out by newer ones meanwhile; the work's signal aborts when it is given up. */
  sending<T>(parcel: Parcel, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  delivered(parcel: Parcel): void;
  /** Its events go with the next one; those that it carried itself do not, when the body is what was refused: they might be the reason. */
  refused(parcel: Parcel, isFaultOfBody: boolean): void;
}

interface Waiting {
  readonly signal: AbortSignal;
  readonly resolve: () => void;
}

/** An empty outbox. */
export function outbox(): Outbox {
  const waiting = new Map<number, Waiting>();
  const watched = new WeakSet<AbortSignal>();
  let queue: Queue = [];
  /** Given up with no other behind it: the next one takes its events. */
  let leftover: Parcel | undefined;
  let flight: { readonly seq: number; readonly controller: AbortController } | undefined;

  return {
    put,
    first: () => queue[0],
    holds: ({ seq }) => waiting.has(seq),
    async sending({ seq }, work) {
      const controller = new AbortController();
      flight = { seq, controller };
      try {
        return await work(controller.signal);
      } finally {
        flight = undefined;
      }
    },
    delivered({ seq }) {
      queue = queue.filter((each) => each.seq !== seq);
      settle(seq);
    },
    refused({ seq, carried }, isFaultOfBody) {
      if (isFaultOfBody && carried.length > 0) {
        queue = queue.map((each) => (each.seq === seq ? { ...each, carried: [] } : each));
      }
      giveUp(seq);
    },
  };

  function put(report: Report, signal: AbortSignal, onGivenUp: () => void): Promise<void> {
    const parcel = leftover ? withDropped(parcelOf(report), leftover) : parcelOf(report);
    leftover = undefined;
    const { seq } = report;
    return new Promise((resolve) => {
      waiting.set(seq, { signal, resolve });
      const { queue: longer, gone } = enqueued(queue, parcel, flight?.seq);
      queue = longer;
      for (const each of gone) settle(each);
      watch(signal, onGivenUp);
    });
  }

  /** One listener a signal: an agent has few signals and many reports. */
  function watch(signal: AbortSignal, onGivenUp: () => void): void {
    if (signal.aborted) giveUpAll(signal, onGivenUp);
    if (signal.aborted || watched.has(signal)) return;
    watched.add(signal);
    signal.addEventListener('abort', () => giveUpAll(signal, onGivenUp), { once: true });
  }

  function giveUpAll(signal: AbortSignal, onGivenUp: () => void): void {
    const seqs = [...waiting].filter(([, each]) => each.signal === signal).map(([seq]) => seq);
    for (const seq of seqs) giveUp(seq);
    if (flight && seqs.includes(flight.seq)) flight.controller.abort();
    if (seqs.length > 0) onGivenUp();
  }

  function giveUp(seq: number): void {
    const { queue: shorter, leftover: last } = givenUp(queue, seq);
    queue = shorter;
    if (last) leftover = leftover ? withDropped(leftover, last) : last;
    settle(seq);
  }

  function settle(seq: number): void {
    waiting.get(seq)?.resolve();
    waiting.delete(seq);
  }
}
