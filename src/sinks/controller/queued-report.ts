import { type Instant, rfc3339 } from '../../core/clock.ts';
import { neutralJson } from '../../core/redaction/neutralise.ts';
import type { Safe } from '../../core/redaction/redact.ts';
import { ours, safeJson } from '../../core/redaction/safe-json.ts';
import { eventBody } from '../../core/report/event-body.ts';
import type { Report } from '../../core/report/report.ts';

/**
 * A report on its way to the controller, already as JSON text: what waits has a known size, and holds on to nothing else.
 */
export interface QueuedReport {
  /** Counts the series' reports from 1, without a gap. */
  readonly seq: number;
  /** Tells one run of the agent from the next. */
  readonly run: string;
  readonly at: Instant;
  /** Whether the agent ends after it. */
  readonly last: boolean;
  /** The status body as JSON. */
  readonly picture: Safe;
  /** Its own events as JSON, oldest first. */
  readonly events: readonly Safe[];
  /** Those of reports before it that were given up. */
  readonly carried: readonly Safe[];
  /** How many reports before it were given up since the last delivered one. */
  readonly dropped: number;
}

/** Who sends: `instance` may be any text, `series` says whose numbers continue where others ended. */
export interface Reporter {
  readonly instance: string;
  readonly series: string;
}

const MAX_EVENTS = 1_000;
const MAX_EVENT_CHARACTERS = 1_048_576;

/** The report as a report. */
export function queuedReport({ at, body, events, last }: Report, seq: number, run: string): QueuedReport {
  // It goes beside the series, also from a report that an agent of another version has left.
  const { run: _run, ...picture } = body;
  return {
    seq,
    run,
    at,
    last,
    picture: safeJson(picture),
    events: events.map((event) => safeJson(eventBody(event, run))),
    carried: [],
    dropped: 0,
  };
}

/** The report with the events of an older one that was given up: the newest 1000, and at most 1 MiB of them. */
export const withDropped = (report: QueuedReport, older: QueuedReport): QueuedReport => ({
  ...report,
  carried: newestWithin([...older.carried, ...older.events, ...report.carried]),
  dropped: report.dropped + older.dropped + 1,
});

/** How much the report weighs: characters, which are bytes but for texts beyond ASCII. */
export const sizeOf = ({ picture, events, carried }: QueuedReport): number =>
  [...carried, ...events].reduce((size, event) => size + event.length, picture.length);

/** The report as a CloudEvents 1.0 event in structured JSON. Sent again, it has the same id. */
export function cloudEvent(report: QueuedReport, { instance, series }: Reporter): Safe {
  const { seq, run, at, picture, events, carried, dropped, last } = report;
  const source = encodeURIComponent(instance.toWellFormed()) || 'sidewatch';
  const context = neutralJson({
    specversion: '1.0',
    id: `${instance}-${run}-${seq}`,
    type: 'dev.sidewatch.report.v1',
    source,
    time: rfc3339(at),
    datacontenttype: 'application/json',
  });
  const numbers = `"seq":${seq},"series":${JSON.stringify(series)},"run":${JSON.stringify(run)},"dropped":${dropped},"last":${last}`;
  const data = withMember(picture, `${numbers},"events":[${[...carried, ...events].join()}]`);
  return ours(withMember(context, `"data":${data}`));
}

/** A JSON object that is not empty, with one more member at its end. */
const withMember = (json: string, member: string): string => `${json.slice(0, -1)},${member}}`;

function newestWithin(events: readonly Safe[]): readonly Safe[] {
  let left = MAX_EVENT_CHARACTERS;
  const tooOld = events.findLastIndex((event, index) => {
    left -= event.length;
    return left < 0 || events.length - index > MAX_EVENTS;
  });
  return events.slice(tooOld + 1);
}
