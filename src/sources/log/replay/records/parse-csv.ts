import { parseTime } from '../parse-stamp.ts';

/** The indexes of the columns with the line, its time and its source, in a CSV export. */
export interface CsvForm {
  readonly delimiter: string;
  readonly text: readonly number[];
  readonly time: readonly number[];
  readonly source: readonly number[];
}

// The console of CloudWatch, Logs Insights, Google, Datadog, Azure's Log Analytics, Grafana, Kibana, Splunk, New Relic, Papertrail, Better
// Stack.
const TEXT = [
  ...[
    'message',
    '@message',
    'textpayload',
    'jsonpayload.message',
    'jsonpayload.msg',
    'log_s',
    'logentry',
    'logmessage',
  ],
  ...['resultdescription', '_raw', 'line', 'content', 'log', 'body', 'msg', 'raw', 'text'],
];
const TIME = [
  ...['timestamp', '@timestamp', 'date', 'time', 'timegenerated', 'timegenerated [utc]', '_time', '_timestamp_d'],
  ...[
    'datetime',
    'generated_at',
    'received_at',
    'dt',
    'ts',
    'tsns',
    'receivetimestamp',
    'ingestiontime',
    'time_generated',
    '_messagetime',
    '_messagetimems',
  ],
];
const SOURCE = [
  ...[
    'resource.labels.pod_name',
    'kubernetes.pod_name',
    'kubernetes.pod.name',
    'pod_name',
    'pod name',
    'podname',
    'pod',
  ],
  ...['containergroupname_s', 'revisionname_s', '@logstream', 'logstreamname', 'host', 'hostname', 'source_name'],
  ...['resource.labels.container_name', 'kubernetes.container_name', 'container_name', 'containername', 'container'],
  ...['resource.labels.service_name', 'service', 'program'],
];
const MAX_COLUMNS = 500;

/** Reads the header of an export; the first row must have a time. Undefined for any other text, and for a CSV that is not a log. */
export function csvForm(head: string): CsvForm | undefined {
  const end = head.indexOf('\n');
  if (end === -1 || end > 16_384) return undefined;
  const header = head.slice(0, end).replace(/\r$/, '');
  for (const delimiter of [',', '\t', ';']) {
    const names = csvCells(header, delimiter).map((name) => name.trim().toLowerCase());
    if (names.length < 2 || names.length > MAX_COLUMNS) continue;
    const among = (known: readonly string[]) => known.map((name) => names.indexOf(name)).filter((at) => at !== -1);
    const form = { delimiter, text: among(TEXT), time: among(TIME), source: among(SOURCE) };
    const row = csvCells(firstRow(head.slice(end + 1)), delimiter);
    const isTimed = form.time.some((at) => parseTime(row[at]) !== undefined);
    if (form.text.length > 0 && (isTimed || isSumo(names))) return form;
  }
  return undefined;
}

/** No other table has these two. */
const isSumo = (names: readonly string[]): boolean =>
  names.includes('_raw') && names.some((name) => name.startsWith('_messagetime'));

/** A row may contain newlines inside quotes. */
function firstRow(rest: string): string {
  const row = /^(?:[^"\n]|"[^"]*"){0,65536}/.exec(rest)?.[0] ?? '';
  return row.replace(/\r$/, '');
}

/** RFC 4180: the cells of one record, which may contain newlines inside quotes. A quote that does not enclose its whole cell is literal. */
export function csvCells(record: string, delimiter: string): readonly string[] {
  const cells: string[] = [];
  let from = 0;
  while (from <= record.length) {
    const quoteEnd = record[from] === '"' ? closingQuote(record, from + 1) : -1;
    const isQuoted = quoteEnd !== -1 && [delimiter, undefined].includes(record[quoteEnd + 1]);
    const next = isQuoted ? quoteEnd + 1 : record.indexOf(delimiter, from);
    const end = next === -1 ? record.length : next;
    cells.push(isQuoted ? record.slice(from + 1, quoteEnd).replaceAll('""', '"') : record.slice(from, end));
    from = end + 1;
  }
  return cells;
}

/** Two quotes stand for one quote in the text. */
function closingQuote(record: string, from: number): number {
  let at = record.indexOf('"', from);
  while (at !== -1 && record[at + 1] === '"') at = record.indexOf('"', at + 2);
  return at;
}

/** The row as a record for the reader of records. */
export function csvRecord(row: string, { delimiter, text, time, source }: CsvForm): string {
  const cells = csvCells(row, delimiter);
  const first = (columns: readonly number[]) => columns.map((at) => cells[at]).find((cell) => cell) ?? undefined;
  const named = source.flatMap((at) => cells[at] || []).slice(0, 2);
  return JSON.stringify({
    '@row': true,
    text: first(text) ?? '',
    time: first(time),
    ...(named.length > 0 && { source: named.join(' ') }),
  });
}
