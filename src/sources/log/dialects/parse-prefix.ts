import {
  DEFAULT_FORM,
  formOf,
  JSON_FORM,
  LEVEL_WORD,
  type LineForm,
  LOGFMT_FORM,
} from '../../../core/facts/line-form.ts';
import { readableLine } from '../../../core/redaction/neutralise.ts';

/** The writer of a line, from the text before its message. */
export interface Prefix {
  readonly form: LineForm;
  /** Undefined where the format has no pid, or a number that may mean something else. */
  readonly writer?: number;
}

/** A line of a structured log: the prefix, and the message. */
export interface StructuredLine extends Prefix {
  readonly message: string;
  /** The name of the logger, if the record has one. */
  readonly logger?: string;
}

const DEFAULT = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\] \[(\d{1,10})\] \[[A-Z]+\] $/;
// Gunicorn 19.0 and 19.1, and the log configuration in its examples: with or without milliseconds and a time zone.
const OLD = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)? \[(\d{1,10})\] \[[A-Za-z]+\] $/;
const SYSLOG = /^(?:[^"]*: )?\[(\d{1,10})\] $/;
const NAMED = /\bgunicorn[\w.]*\[(\d{1,10})\]: ?$/;

const MAX_PREFIX = 200;

/**
 * Reads the text before a server's message. Undefined if it is not a logger's prefix: an access line, prose, a quotation.
 * Platforms' prefixes (Compose, Kubernetes) are not removed; they count as part of the form.
 */
export function parsePrefix(prefix: string): Prefix | undefined {
  if (prefix.length > MAX_PREFIX) return undefined;
  const writer = DEFAULT.exec(prefix)?.[1];
  if (writer !== undefined) return { form: DEFAULT_FORM, writer: Number(writer) };
  if (!isLoggers(prefix)) return undefined;
  const named = (OLD.exec(prefix) ?? SYSLOG.exec(prefix) ?? NAMED.exec(prefix))?.[1];
  return { form: formOf(prefix), ...(named !== undefined && { writer: Number(named) }) };
}

const QUOTES = /["'`%=(\\]\s*$|\bHTTP\/\d|\.access\b|\w"\s/;
// Another kind of process, from Gunicorn 25.0: "DIRTY WORKER TIMEOUT".
const DIRTY = /\bDIRTY\s+$/;
const PROSE = /[a-z]{2,} [a-z]{2,}/;
const NAMES_OF_TIME =
  /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|UTC|GMT|[TZ])(?![a-z])/g;
const LOGGER_NAME = /^[A-Z]+:([\w.]+):$/;

/** A prefix names a level or the server, or consists only of times and numbers. */
function isLoggers(prefix: string): boolean {
  if (QUOTES.test(prefix) || DIRTY.test(prefix) || PROSE.test(prefix)) return false;
  const logger = LOGGER_NAME.exec(prefix)?.[1];
  if (logger !== undefined && !logger.startsWith('gunicorn') && logger !== 'root') return false;
  if (prefix.search(LEVEL_WORD) !== -1 || /gunicorn/i.test(prefix)) return true;
  return !/[a-z]/i.test(prefix.replace(/(?<=\d)[TZ]/g, '').replace(NAMES_OF_TIME, ''));
}

/** Reads one line of a JSON or logfmt log; undefined for any other line, and for a line without a message. */
export function parseStructured(line: string): StructuredLine | undefined {
  if (line.startsWith('{')) return parseJson(line);
  return line.includes('msg="') || line.includes('message="') ? parseLogfmt(line) : undefined;
}

function parseJson(line: string): StructuredLine | undefined {
  const record = jsonRecord(line);
  if (record === undefined) return undefined;
  const message = firstText(record, ['message', 'msg', 'event', 'text']);
  const logger = firstText(record, ['name', 'logger', 'logger_name', 'loggerName', 'log.logger']);
  const writer = ['process', 'pid', 'process_id', 'processId'].map((key) => pidOf(record[key])).find(Boolean);
  if (message === undefined) return undefined;
  return {
    message: readableLine(message.trimEnd()),
    form: JSON_FORM,
    ...(writer !== undefined && { writer }),
    ...(logger !== undefined && { logger }),
  };
}

/** The JSON object in a line; undefined for anything else. */
export function jsonRecord(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    // Checked to be an object; its values stay unknown.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const firstText = (record: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined =>
  keys.map((key) => record[key]).find((value) => typeof value === 'string');

function pidOf(value: unknown): number | undefined {
  if (typeof value === 'object' && value !== null && 'pid' in value) return pidOf(value.pid);
  const pid = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

function parseLogfmt(line: string): StructuredLine | undefined {
  const message = /(?:^|\s)(?:msg|message)="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  if (message === undefined || !/(?:^|\s)level=\w/.test(line)) return undefined;
  const writer = /(?:^|\s)(?:pid|process)=(\d{1,10})(?=\s|$)/.exec(line)?.[1];
  const logger = /(?:^|\s)(?:logger|name)="?([\w.]+)/.exec(line)?.[1];
  return {
    message,
    form: LOGFMT_FORM,
    ...(writer !== undefined && { writer: Number(writer) }),
    ...(logger !== undefined && { logger }),
  };
}

/** The lines of the error in a structured record, in addition to its message. */
export function errorTexts(line: string): readonly string[] {
  const record = line.startsWith('{') ? jsonRecord(line) : undefined;
  const texts = record
    ? ERROR_KEYS.map((key) => errorText(record[key]))
    : [...line.matchAll(LOGFMT_ERROR)].map((match) => match[1]);
  return texts.flatMap((text) => text?.split('\n', MOST_ERROR_LINES).map(readableLine) ?? []);
}

const ERROR_KEYS = ['error', 'err', 'exception', 'cause', 'stack', 'stack_trace', 'stackTrace', 'exc_info'];
const LOGFMT_ERROR = /(?<=^|\s)(?:err|error|exception|cause)="((?:[^"\\]|\\.){0,1000})"/g;
const MOST_ERROR_LINES = 20;

function errorText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'message' in value ? errorText(value.message) : undefined;
}
