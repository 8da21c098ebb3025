import { diagnose } from '../diagnosis/diagnose.ts';
import type { Rule } from '../diagnosis/rule.ts';
import type { Facts } from '../memory/facts.ts';
import type { Report } from './report.ts';
import { statusBody } from './status-body.ts';
import { type Event, type Judged, transitions } from './transitions.ts';

/** The last report and the facts behind it, from which the next report continues. */
export interface Reported {
  readonly judged: Judged;
  readonly report: Report;
  /** Whether the report has a new number. A refresh repeats the previous one. */
  readonly isNumbered: boolean;
  /** The number of the last event so far. */
  readonly eventSeq: number;
}

/** A `refresh` without changes goes only to live sinks. A `heartbeat` and the `last` report go to all sinks. */
export type ReportReason = 'refresh' | 'heartbeat' | 'last';

/** The report after `before`, which is undefined at first. Reports and events are numbered from 1 without gaps. */
export function nextReport(
  before: Reported | undefined,
  facts: Facts,
  rules: readonly Rule[],
  reason: ReportReason,
): Reported {
  const { at } = facts;
  const judged = { facts, judgement: diagnose(rules, facts, before?.judged.judgement.diagnoses ?? []) };
  const changes = transitions(before?.judged, judged);
  const isNumbered = changes.length > 0 || reason !== 'refresh';
  const told = before?.eventSeq ?? 0;
  const events: readonly Event[] = changes.map((change, index) => ({ seq: told + 1 + index, at, change }));
  const seq = (before?.report.seq ?? 0) + (isNumbered ? 1 : 0);
  const report = { seq, at, events, last: reason === 'last', body: statusBody(judged), facts };
  return { judged, report, isNumbered, eventSeq: told + events.length };
}
