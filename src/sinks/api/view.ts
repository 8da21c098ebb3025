import type { Facts } from '../../core/memory/facts.ts';
import type { DiagnosisBody } from '../../core/report/diagnosis-body.ts';
import { type EventBody, eventBody } from '../../core/report/event-body.ts';
import type { Report } from '../../core/report/report.ts';
import type { StatusBody } from '../../core/report/status-body.ts';

/** What the API knows: the newest picture, and earlier events. */
export interface View {
  /** Undefined until the first report. */
  readonly picture?: StatusBody;
  /** The facts behind the picture. */
  readonly facts?: Facts;
  /** The newest events, oldest first; their numbers have no gap. */
  readonly events: readonly EventBody[];
  /** The resolved diagnoses, each in its last state, by code. */
  readonly over: ReadonlyMap<string, DiagnosisBody>;
}

const MAX_EVENTS = 1_000;

export const emptyView: View = { events: [], over: new Map() };

/** The view after a report. */
export function withReport(view: View, report: Report): View {
  const { body: picture, facts } = report;
  if (report.events.length === 0) return { ...view, picture, facts };
  const news = report.events.map((event) => eventBody(event, picture.run));
  const over = new Map(view.over);
  for (const event of news) {
    if (event.kind === 'diagnosis-cleared') over.set(event.diagnosis.code, event.diagnosis);
    if (event.kind === 'diagnosis-raised') over.delete(event.diagnosis.code);
  }
  return { picture, facts, events: [...view.events, ...news].slice(-MAX_EVENTS), over };
}

/** All diagnoses that the view knows: the active ones in their order, then the resolved ones. */
export const diagnosesIn = ({ picture, over }: View): readonly DiagnosisBody[] => [
  ...(picture?.diagnoses ?? []),
  ...over.values(),
];
