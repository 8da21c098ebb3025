import type { Report } from '../../core/report/report.ts';
import { givenUpCount, overflow, type Step, seqFor, stepped } from './outbox-state.ts';
import type { OutboxStore } from './outbox-store.ts';
import { type QueuedReport, queuedReport } from './queued-report.ts';

/** The undelivered reports, and the callers that wait for them. */
export interface Outbox {
  /** Resolves when the report has left the outbox, delivered or not. All leave when `signal` aborts. */
  put(report: Report, signal: AbortSignal): Promise<void>;
  first(): QueuedReport | undefined;
  holds(report: QueuedReport): boolean;
  /** The number of undelivered reports. */
  count(): number;
  /** The number of reports dropped since the last delivered one. */
  droppedCount(): number;
  /** Since the outbox was created. */
  total(): { readonly delivered: number; readonly dropped: number };
  /** Whether the agent's last report waits. */
  isClosing(): boolean;
  /** Does the work with the report, which newer reports cannot push out in the meantime. The work's signal aborts when it is dropped. */
  sending<T>(report: QueuedReport, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  delivered(report: QueuedReport): void;
  /** Drops the report; the next one gets its events. If the body was refused, the carried events are left out: they might be the reason. */
  refused(report: QueuedReport, isFaultOfBody: boolean): void;
}

/**
 * The outbox with the reports that an earlier agent left in the store; `run` marks the reports of this agent.
 * `onEnd` is called with the number of undelivered reports when a signal aborts.
 */
export function createOutbox(store: OutboxStore, run: string, onEnd: (left: number) => void): Outbox {
  const waiters = createWaiters(() => store.settled(), leave);
  let { outbox } = store;
  const total = { delivered: 0, dropped: 0 };
  // The store does not record whether earlier reports were sent, so their ids must not get another body.
  const delivery = createDelivery(outbox.nextSeq - 1);
  /** The agent exits; the next one gets the rest. */
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
        // Stored before it is sent: a number that was seen must not be given again.
        await store.settled();
        return work(signal);
      }),
    delivered: ({ seq }) => step({ kind: 'delivered', seq }),
    refused: ({ seq }, isFaultOfBody) => step({ kind: 'dropped', seq, isFaultOfBody }),
  };

  function put(report: Report, signal: AbortSignal): Promise<void> {
    isOver &&= signal.aborted;
    const seq = seqFor(outbox, delivery.triedSeq);
    // Replaced: callers that waited for the older picture are released.
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

/** The report being sent: one at a time. */
interface Delivery {
  /** Its number; undefined if none is being sent. */
  readonly seq: number | undefined;
  /** The highest number that was ever sent. */
  readonly triedSeq: number;
  /** Does the work that delivers it; the work's signal aborts when it is given up. */
  carry<T>(seq: number, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Gives it up if it is one of these. */
  giveUp(seqs: ReadonlySet<number>): void;
}

/** `triedBefore`: reports up to this number may have been sent before. */
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

/** A caller that waits for a report to leave the outbox, and its signal. */
interface Waiter {
  readonly seq: number;
  readonly signal: AbortSignal;
}

/** All waiting callers. */
interface Waiters {
  /** Resolves some time after the wait is over. */
  add(waiter: Waiter): Promise<void>;
  those(fits: (waiter: Waiter) => boolean): readonly Waiter[];
  /** Ends the wait of the callers that fit. */
  release(fits: (waiter: Waiter) => boolean): void;
}

/**
 * Starts without callers. The process may exit with the last of them, so none continues before `written` has resolved.
 * `onAbort` is called with a signal that aborts, or had already aborted; it must release the callers of that signal.
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

  /** One listener per signal: an agent has few signals and many reports. */
  function watch(signal: AbortSignal): void {
    if (signal.aborted) onAbort(signal);
    if (signal.aborted || watched.has(signal)) return;
    watched.add(signal);
    signal.addEventListener('abort', () => onAbort(signal), { once: true });
  }
}
