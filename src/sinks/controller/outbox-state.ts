import { type QueuedReport, sizeOf, withDropped } from './queued-report.ts';

/** The undelivered reports, and the next number: plain data that changes only by steps, so it can be written to disk step by step. */
export interface OutboxState {
  /** The number of the next report. */
  readonly nextSeq: number;
  /** Oldest first. */
  readonly queue: readonly QueuedReport[];
  /** A dropped report with no other after it: the next report gets its events. */
  readonly leftover?: QueuedReport;
}

/** One change of the outbox. */
export type Step =
  /** The report has the next number, or the number of the last undelivered report, which it then replaces. */
  | { readonly kind: 'put'; readonly report: QueuedReport }
  | { readonly kind: 'delivered'; readonly seq: number }
  /** The next report gets its events. If its body was refused, the carried events are left out: they might be the reason. */
  | { readonly kind: 'dropped'; readonly seq: number; readonly isFaultOfBody?: boolean };

const MAX_REPORTS = 256;
const MAX_CHARACTERS = 4 * 1_048_576;

export const emptyOutbox: OutboxState = { nextSeq: 1, queue: [] };

/** The outbox after the step. A step about a missing report changes nothing. */
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
 * The number for a new report. It replaces an undelivered heartbeat that was never sent, because that has only an outdated picture.
 * So numbers have no gap, and a controller that comes back is not flooded.
 */
export function seqFor({ queue, nextSeq }: OutboxState, triedSeq: number): number {
  const last = queue.at(-1);
  return last && last.events.length === 0 && last.seq > triedSeq ? last.seq : nextSeq;
}

/** The oldest reports to drop, so the outbox stays within 256 reports and 4 MiB. Never the report being sent, nor the newest. */
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

/** The number of reports dropped since the last delivered one. */
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
