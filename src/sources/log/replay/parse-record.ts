import { jsonRecord } from '../dialects/parse-prefix.ts';
import { readLokiAnswer } from './parse-loki-answer.ts';
import { isRawOutput } from './parse-raw-output.ts';
import {
  innerShape,
  type Json,
  plainShape,
  type RecordShape,
  serviceShapes,
  textAt,
  valueAt,
} from './parse-record-shapes.ts';
import { parseTime } from './parse-stamp.ts';
import { readTableAnswer } from './parse-table-answer.ts';
import { type LogWrapper, timed, type UnwrappedLine } from './parse-wrapper.ts';

/** The records of log services, one per line: exports of Google, CloudWatch and Azure, journalctl's JSON, log shippers' output. */
export const serviceRecord: LogWrapper = {
  name: 'record',
  read: (line) => {
    // journalctl writes an event of a stream after a label (`-o json-sse`).
    const text = line.startsWith('data: {') ? line.slice('data: '.length) : line;
    const record = /^\s*[{[]/.test(text) ? jsonRecord(text) : undefined;
    return record === undefined ? undefined : readRecord(record);
  },
};

/** Records with a line and a time and little else, as an app's own records may be: their content decides. */
export const plainRecord: LogWrapper = {
  name: 'plain-record',
  read: (line) => {
    const record = line.startsWith('{') ? jsonRecord(line) : undefined;
    return record === undefined ? undefined : (readShape(plainShape, record) ?? readShape(innerShape, record));
  },
  suits: (lines) => isRawOutput(lines.map(({ text }) => text)),
};

/** Shippers' logfmt for people and programs: `time=… stream=stderr msg="text"`. Apps may log in the same form: the content decides. */
export const logfmtRecord: LogWrapper = {
  name: 'logfmt-record',
  read: (line) => {
    const stream = /(?:^|\s)(?:stream|source|output)="?(stdout|stderr)"?(?=\s|$)/.exec(line)?.[1];
    const [, quoted, bare] = /(?:^|\s)(?:msg|message|log)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/.exec(line) ?? [];
    const message = quoted ?? bare;
    if (stream === undefined || message === undefined || !/^\w+=/.test(line)) return undefined;
    const time = /(?:^|\s)(?:time|ts|timestamp|t)="?([^\s"]{1,40})/.exec(line)?.[1];
    return { text: message.replace(/\\(["\\tn])/g, unescaped), stream, ...timed(parseTime(time)) };
  },
  suits: (lines) => isRawOutput(lines.map(({ text }) => text)),
};

const unescaped = (_: string, mark: string): string => (mark === 't' ? '\t' : mark === 'n' ? '\n' : mark);

/** The line in a log service's record; undefined for other records, such as an app's own. */
export function readRecord(given: Json): UnwrappedLine | undefined {
  const record = bareRecord(given);
  const found =
    readMozlog(record) ??
    readLokiAnswer(record) ??
    readTableAnswer(record) ??
    firstOf(serviceShapes, (shape) => readShape(shape, record));
  // A record inside one of Elasticsearch's was extracted from it by a user: it is not an app's own.
  return (
    found ??
    (record !== given && (given['_index'] ?? given['_id']) !== undefined ? readShape(plainShape, record) : undefined)
  );
}

/** Elasticsearch, Splunk and Logs Insights nest their record in another one, the last as a list of fields. */
function bareRecord(record: Json): Json {
  if (Array.isArray(record)) {
    const fields = record.filter((each) => typeof each?.field === 'string');
    return Object.fromEntries(fields.map(({ field, value }) => [field, value]));
  }
  const inner = record['_source'] ?? record['result'];
  // Checked to be an object; its values stay unknown.
  return typeof inner === 'object' && inner !== null ? (inner as Json) : record;
}

function readShape(shape: RecordShape, record: Json): UnwrappedLine | undefined {
  if (!shape.marks.every((names) => names.some((name) => valueAt(record, name) !== undefined))) return undefined;
  const told = firstOf(shape.text, (name) => lineOf(valueAt(record, name))) ?? '';
  const [, flag, unflagged = ''] = (shape.isFlagged && FLAGGED.exec(told)) || [];
  const text = flag === undefined ? told : unflagged;
  const source = firstOf(shape.source ?? [], (names) => joined(names.map((name) => textAt(record, name))));
  const stream = shape.stream === undefined ? undefined : textAt(record, shape.stream);
  return {
    text: text.replace(/\r?\n$/, ''),
    ...(source !== undefined && { source: source.replace(/^\//, '').replace(/\.service$/, '') }),
    ...(stream !== undefined && { stream }),
    ...(flag === 'P' && { isPartial: true }),
    ...timed(firstOf(shape.time, (name) => parseTime(valueAt(record, name)))),
    ...(shape.isPlatform?.(record, text) && { isPlatform: true }),
  };
}

/** CRI's flag: the line is whole, or continues in the next record. */
const FLAGGED = /^([FP]) (.*)$/s;

// https://wiki.mozilla.org/Firefox/Services/Logging: the message, and the fields of an error, are below Fields.
function readMozlog({ EnvVersion, Fields, Timestamp, Type, Logger, Pid }: Json): UnwrappedLine | undefined {
  if (EnvVersion === undefined || typeof Fields !== 'object' || Fields === null) return undefined;
  // Checked to be an object; its values stay unknown.
  const { msg, message = msg, traceback, ...others } = Fields as Json;
  const record = { level: 'info', message: message ?? '', logger: Type, process: Pid, ...others };
  const lines = [JSON.stringify(record), ...(typeof traceback === 'string' ? [traceback] : [])];
  return {
    text: lines.join('\n'),
    ...(typeof Logger === 'string' && { source: Logger }),
    ...timed(parseTime(Timestamp)),
  };
}

/**
 * A text, or the bytes of a text, as journalctl writes text that is not UTF-8, or the app's own record.
 * A record that has only a message is reduced to it.
 */
function lineOf(value: unknown): string | undefined {
  if (typeof value === 'string') return eventIn(value) ?? value;
  if (Array.isArray(value)) return new TextDecoder().decode(Uint8Array.from(value.filter(Number.isInteger)));
  if (typeof value !== 'object' || value === null) return undefined;
  const { message } = value as Json;
  const isBare = typeof message === 'string' && (Object.entries(value).every(isMere) || message.includes('\n'));
  return isBare ? message : JSON.stringify(value);
}

/** The line in an event that Better Stack keeps as JSON text; undefined for any other text, including the app's own records. */
function eventIn(text: string): string | undefined {
  if (!text.startsWith('{"') || !/"(?:platform|dt|source_type)":/.test(text)) return undefined;
  const message = jsonRecord(text)?.['message'];
  return typeof message === 'string' ? message : undefined;
}

/** The message itself, or a member that a log collector adds. */
const isMere = ([name, value]: readonly [string, unknown]): boolean =>
  ['message', 'stream', 'python_logger'].includes(name) ||
  (name === 'logger' && /^std(?:out|err)$/.test(String(value)));

function firstOf<A, B>(all: readonly A[], read: (each: A) => B | undefined): B | undefined {
  for (const each of all) {
    const found = read(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

const joined = (parts: readonly (string | undefined)[]): string | undefined =>
  parts.some((part) => part !== undefined) ? parts.filter((part) => part !== undefined).join('/') : undefined;
