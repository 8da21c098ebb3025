import { type Instant, rfc3339 } from '../../core/clock.ts';
import { neutralJson } from '../../core/redaction/neutralise.ts';
import type { Safe } from '../../core/redaction/redact.ts';
import { ours, safeJson } from '../../core/redaction/safe-json.ts';
import { eventBody } from '../../core/report/event-body.ts';
import type { Report } from '../../core/report/report.ts';

/** A report on its way to the controller, already as JSON text: its size is known, and it keeps nothing else in memory. */
export interface QueuedReport {
  /** Counts the series' reports from 1, without a gap. */
  readonly seq: number;
  /** Distinguishes runs of the agent. */
  readonly run: string;
  readonly at: Instant;
  /** Whether it is the agent's last report. */
  readonly last: boolean;
  /** The status body as JSON. */
  readonly picture: Safe;
  /** Its own events as JSON, oldest first. */
  readonly events: readonly Safe[];
  /** Events of dropped reports before it. */
  readonly carried: readonly Safe[];
  /** The number of reports dropped before it, since the last delivered one. */
  readonly dropped: number;
}

/** The sender: `instance` may be any text, `series` identifies the numbering, which a later agent may continue. */
export interface Reporter {
  readonly instance: string;
  readonly series: string;
}

const MAX_EVENTS = 1_000;
const MAX_EVENT_CHARACTERS = 1_048_576;

/** The report in queued form. */
export function queuedReport({ at, body, events, last }: Report, seq: number, run: string): QueuedReport {
  // `run` is stored next to the series, even in a report that an agent of another version left.
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

/** The report with the events of an older, dropped one: the newest 1,000, and at most 1 MiB of them. */
export const withDropped = (report: QueuedReport, older: QueuedReport): QueuedReport => ({
  ...report,
  carried: newestWithin([...older.carried, ...older.events, ...report.carried]),
  dropped: report.dropped + older.dropped + 1,
});

/** The size of the report in characters, which equal bytes for ASCII text. */
export const sizeOf = ({ picture, events, carried }: QueuedReport): number =>
  [...carried, ...events].reduce((size, event) => size + event.length, picture.length);

/** The report as a CloudEvents 1.0 event in structured JSON. Sending it again uses the same id. */
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

/** Adds a member at the end of a JSON object that is not empty. */
const withMember = (json: string, member: string): string => `${json.slice(0, -1)},${member}}`;

function newestWithin(events: readonly Safe[]): readonly Safe[] {
  let left = MAX_EVENT_CHARACTERS;
  const tooOld = events.findLastIndex((event, index) => {
    left -= event.length;
    return left < 0 || events.length - index > MAX_EVENTS;
  });
  return events.slice(tooOld + 1);
}
