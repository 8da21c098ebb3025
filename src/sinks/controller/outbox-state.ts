import { type QueuedReport, sizeOf, withDropped } from './queued-report.ts';

/** What waits for the controller, and the next number: plain data, changed by steps alone, so that it can be written down step by step. */
export interface OutboxState {
  /** The number of the next report. */
  readonly nextSeq: number;
  /** Oldest first. */
  readonly queue: readonly QueuedReport[];
  /** Given up with no other behind it: the next one takes its events. */
  readonly leftover?: QueuedReport;
}

/** One change of the outbox. */
export type Step =
  /** Bears the next number, or that of the last one that waits, which it then renews. */
  | { readonly kind: 'put'; readonly report: QueuedReport }
  | { readonly kind: 'delivered'; readonly seq: number }
  /** Its events go with the next; of a body that was refused as such only its own do: what it carried might be the reason. */
  | { readonly kind: 'dropped'; readonly seq: number; readonly isFaultOfBody?: boolean };

const MAX_REPORTS = 256;
const MAX_CHARACTERS = 4 * 1_048_576;

export const emptyOutbox: OutboxState = { nextSeq: 1, queue: [] };

/** The outbox after the step. A step about a report that is not there changes nothing. */
export function stepped(outbox: OutboxState, step: Step): OutboxState {
  switch (step.kind) {
    case 'put':
      return withReport(outbox, step.report);
    case 'delivered':
      return { ...outbox, queue: outbox.queue.filter(({ seq }) => seq !== step.seq) };
    case 'dropped':
      return withoutDropped(outbox, step);
    default:
      return step satisfies never;
  }
}

/**
 * The number that a new report gets. A heartbeat that waits and was never tried is renewed instead of followed: it has nothing
 * to tell but the picture, and that is out of date. So numbers have no gap, and a controller that comes back is not flooded.
 */
export function seqFor({ queue, nextSeq }: OutboxState, triedSeq: number): number {
  const last = queue.at(-1);
  return last && last.events.length === 0 && last.seq > triedSeq ? last.seq : nextSeq;
}

/** The oldest reports that must go for the outbox to be within 256 reports and 4 MiB; never the one under way nor the newest, which knows best. */
export function overflow(outbox: OutboxState, sendingSeq: number | undefined): readonly Step[] {
  const steps: Step[] = [];
  let rest = outbox;
  while (isTooLong(rest)) {
    const victim = rest.queue.slice(0, -1).find(({ seq }) => seq !== sendingSeq);
    if (victim === undefined) break;
    const step: Step = { kind: 'dropped', seq: victim.seq };
    steps.push(step);
    rest = stepped(rest, step);
  }
  return steps;
}

/** How many reports were given up since the last that was delivered. */
export const givenUpCount = ({ queue, leftover }: OutboxState): number =>
  queue.reduce((sum, { dropped }) => sum + dropped, leftover ? leftover.dropped + 1 : 0);

const isTooLong = ({ queue }: OutboxState): boolean =>
  queue.length > MAX_REPORTS || queue.reduce((size, report) => size + sizeOf(report), 0) > MAX_CHARACTERS;

function withReport({ nextSeq, queue, leftover }: OutboxState, report: QueuedReport): OutboxState {
  const last = queue.at(-1);
  if (last?.seq === report.seq) {
    const { carried, dropped } = last;
    return { nextSeq, queue: [...queue.slice(0, -1), { ...report, carried, dropped }] };
  }
  const whole = leftover ? withDropped(report, leftover) : report;
  return { nextSeq: report.seq + 1, queue: [...queue, whole] };
}

function withoutDropped(outbox: OutboxState, { seq, isFaultOfBody }: Extract<Step, { kind: 'dropped' }>): OutboxState {
  const { nextSeq, queue } = outbox;
  const index = queue.findIndex((each) => each.seq === seq);
  const [victim, next] = queue.slice(index, index + 2);
  if (index < 0 || victim === undefined) return outbox;
  const report = isFaultOfBody ? { ...victim, carried: [] } : victim;
  const before = queue.slice(0, index);
  if (next === undefined) return { nextSeq, queue: before, leftover: report };
  return { nextSeq, queue: [...before, withDropped(next, report), ...queue.slice(index + 2)] };
}
