import { diagnose } from '../diagnosis/diagnose.ts';
import type { Rule } from '../diagnosis/rule.ts';
import type { Facts } from '../memory/facts.ts';
import type { Report } from './report.ts';
import { statusBody } from './status-body.ts';
import { type Event, type Picture, transitions } from './transitions.ts';

/** One turn of the wheel: what the facts were judged to be, and what is to be told of it. The next turn goes on from it. */
export interface Turn {
  readonly picture: Picture;
  readonly report: Report;
  /** Whether the report has a number of its own: a mere refresh has that of the report before. */
  readonly isNumbered: boolean;
  /** The number of the last event so far. */
  readonly eventSeq: number;
}

/** A `refresh` in which nothing changed is for live sinks alone; a `heartbeat` and the `last` report go to all. */
export type ReportReason = 'refresh' | 'heartbeat' | 'last';

/** The turn after `before`, which is undefined at first. Reports and events count from 1, without a gap. */
export function nextReport(before: Turn | undefined, facts: Facts, rules: readonly Rule[], reason: ReportReason): Turn {
  const { at } = facts;
  const picture = { facts, judgement: diagnose(rules, facts, before?.picture.judgement.diagnoses ?? []) };
  const changes = transitions(before?.picture, picture);
  const isNumbered = changes.length > 0 || reason !== 'refresh';
  const told = before?.eventSeq ?? 0;
  const events: readonly Event[] = changes.map((change, index) => ({ seq: told + 1 + index, at, change }));
  const seq = (before?.report.seq ?? 0) + (isNumbered ? 1 : 0);
  const report = { seq, at, events, last: reason === 'last', body: statusBody(picture), facts };
  return { picture, report, isNumbered, eventSeq: told + events.length };
}
