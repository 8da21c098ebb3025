import type { Report } from '../../core/report/report.ts';
import { givenUpCount, overflow, type Step, seqFor, stepped } from './outbox-state.ts';
import type { OutboxStore } from './outbox-store.ts';
import { type QueuedReport, queuedReport } from './queued-report.ts';

/** What waits for the controller, and who waits for it to be gone. */
export interface Outbox {
  /** Resolves when the report has left the outbox, delivered or not. When `signal` aborts all leave at once. */
  put(report: Report, signal: AbortSignal): Promise<void>;
  first(): QueuedReport | undefined;
  holds(report: QueuedReport): boolean;
  /** How many wait. */
  count(): number;
  /** How many were given up since the last delivered one. */
  droppedCount(): number;
  /** Since the outbox was made. */
  total(): { readonly delivered: number; readonly dropped: number };
  /** Whether the agent's last report waits. */
  isClosing(): boolean;
  /** Does the work with the report, which is not pushed out by newer ones meanwhile; the work's signal aborts when it is given up. */
  sending<T>(report: QueuedReport, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  delivered(report: QueuedReport): void;
  /** Its events go with the next one; those that it carried itself do not, when the body is what was refused: they might be the reason. */
  refused(report: QueuedReport, isFaultOfBody: boolean): void;
}

/**
 * The outbox over what an earlier agent left in the store; `run` marks the reports of this one.
 * `onEnd` is called with how many are left, undelivered, when a signal aborts.
 */
export function createOutbox(store: OutboxStore, run: string, onEnd: (left: number) => void): Outbox {
  const waiters = createWaiters(() => store.settled(), leave);
  let { outbox } = store;
  const total = { delivered: 0, dropped: 0 };
  // Whether those before were tried is not written down; their ids must not get another body.
  const delivery = createDelivery(outbox.nextSeq - 1);
  /** The agent ends: what is left is the next one's. */
  let isOver = false;

  return {
    put,
    first: () => (isOver ? undefined : outbox.queue[0]),
    holds: ({ seq }) => !isOver && outbox.queue.some((each) => each.seq === seq),
    count: () => outbox.queue.length,
    droppedCount: () => givenUpCount(outbox),
    total: () => ({ ...total }),
    isClosing: () => outbox.queue.at(-1)?.last === true,
    sending: ({ seq }, work) =>
      delivery.carry(seq, async (signal) => {
        // On paper before it is on its way: a number that was seen must not be given again.
        await store.settled();
        return work(signal);
      }),
    delivered: ({ seq }) => step({ kind: 'delivered', seq }),
    refused: ({ seq }, isFaultOfBody) => step({ kind: 'dropped', seq, isFaultOfBody }),
  };

  function put(report: Report, signal: AbortSignal): Promise<void> {
    isOver &&= signal.aborted;
    const seq = seqFor(outbox, delivery.triedSeq);
    // Renewed: who waited for the older picture need not wait for this one.
    waiters.release((each) => each.seq === seq);
    step({ kind: 'put', report: queuedReport(report, seq, run) });
    for (const each of overflow(outbox, delivery.seq)) step(each);
    return waiters.add({ seq, signal });
  }

  function step(next: Step): void {
    outbox = stepped(outbox, next);
    store.record(next, outbox);
    if (next.kind === 'put') return;
    total[next.kind] += 1;
    waiters.release(({ seq }) => seq === next.seq);
  }

  function leave(signal: AbortSignal): void {
    const isLeaving = (each: Waiter): boolean => each.signal === signal;
    const seqs = new Set((store.isKept ? outbox.queue : waiters.those(isLeaving)).map(({ seq }) => seq));
    if (store.isKept) isOver = true;
    else for (const seq of seqs) step({ kind: 'dropped', seq });
    waiters.release(isLeaving);
    delivery.giveUp(seqs);
    if (seqs.size > 0) onEnd(seqs.size);
  }
}

/** The report that is on its way: one at a time. */
interface Delivery {
  /** Its number; undefined when none is. */
  readonly seq: number | undefined;
  /** The highest number that was ever on its way. */
  readonly triedSeq: number;
  /** Does the work that delivers it; the work's signal aborts when it is given up. */
  carry<T>(seq: number, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Gives it up, if it is one of those. */
  giveUp(seqs: ReadonlySet<number>): void;
}

/** `triedBefore`: up to which number others may have been on their way. */
function createDelivery(triedBefore: number): Delivery {
  let triedSeq = triedBefore;
  let current: { readonly seq: number; readonly controller: AbortController } | undefined;

  return {
    get seq() {
      return current?.seq;
    },
    get triedSeq() {
      return triedSeq;
    },
    async carry(seq, work) {
      const controller = new AbortController();
      current = { seq, controller };
      triedSeq = Math.max(triedSeq, seq);
      try {
        return await work(controller.signal);
      } finally {
        current = undefined;
      }
    },
    giveUp(seqs) {
      if (current && seqs.has(current.seq)) current.controller.abort();
    },
  };
}

/** Who waits for a report to leave the outbox, and until which signal. */
interface Waiter {
  readonly seq: number;
  readonly signal: AbortSignal;
}

/** All who wait, until their wait is over. */
interface Waiters {
  /** Resolves some time after the wait is over. */
  add(waiter: Waiter): Promise<void>;
  those(fits: (waiter: Waiter) => boolean): readonly Waiter[];
  /** The wait of those who fit is over. */
  release(fits: (waiter: Waiter) => boolean): void;
}

/**
 * Nobody waits at first. The process may end with the last of them: nobody continues before `written` has resolved.
 * `onAbort` is called with a signal that has aborted, or had before the wait began; to release who waited for it is its part.
 */
function createWaiters(written: () => Promise<void>, onAbort: (signal: AbortSignal) => void): Waiters {
  const waiting = new Map<Waiter, () => void>();
  const watched = new WeakSet<AbortSignal>();

  return {
    add: (waiter) =>
      new Promise((resolve) => {
        waiting.set(waiter, resolve);
        watch(waiter.signal);
      }),
    those,
    release(fits) {
      const resolves = those(fits).flatMap((each) => waiting.get(each) ?? []);
      for (const each of those(fits)) waiting.delete(each);
      if (resolves.length > 0) void written().then(() => resolves.forEach((resolve) => void resolve()));
    },
  };

  function those(fits: (waiter: Waiter) => boolean): readonly Waiter[] {
    return [...waiting.keys()].filter(fits);
  }

  /** One listener a signal: an agent has few signals and many reports. */
  function watch(signal: AbortSignal): void {
    if (signal.aborted) onAbort(signal);
    if (signal.aborted || watched.has(signal)) return;
    watched.add(signal);
    signal.addEventListener('abort', () => onAbort(signal), { once: true });
  }
}
