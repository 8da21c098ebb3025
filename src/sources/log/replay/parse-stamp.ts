import type { Instant } from '../../../core/clock.ts';
import { monthIn } from './parse-month.ts';

/** RFC 3339 at the start of a text, as the wrappers of containers write it; group 1 is the timestamp. */
export const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d))/;

// A program's own timestamp is at the start of its line: bare, in brackets, or after Ruby's letter for the level.
const ISO =
  /^(?:[A-Z], )?\[?(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d\d:?\d\d))?(?=[\]\s]|$)/;
const IN_JSON =
  /"(?:time|timestamp|@timestamp|asctime|ts)": ?"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d\d:?\d\d))?"/;
const CTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4}) - /;
const SYSLOG = /^(\p{L}{3,10}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)$/u;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

/** The time in a line's own timestamp; undefined without one. A timestamp without a zone counts as UTC. */
export function parseStamp(line: string): Instant | undefined {
  if (!mayBegin(line.charCodeAt(0))) return undefined;
  const found = ISO.exec(line) ?? (line.startsWith('{') ? IN_JSON.exec(line) : null);
  if (found) return fromParts(found);
  const ctime = CTIME.exec(line);
  if (ctime === null) return undefined;
  const [, month = '', day, hour, minute, second, year] = ctime;
  return valid(
    Date.UTC(Number(year), MONTHS.indexOf(month), Number(day), Number(hour), Number(minute), Number(second)),
  );
}

/** Whether a timestamp, or a record that may hold one, starts with the character: most lines need no further check. */
const mayBegin = (first: number): boolean =>
  (first >= 0x30 && first <= 0x39) || (first >= 0x41 && first <= 0x5b) || first === 0x7b;

/** Reads an RFC 3339 text; undefined for other texts. */
export function parseRfc3339(text: string): Instant | undefined {
  const found = ISO.exec(text);
  return found === null ? undefined : fromParts(found);
}

/**
 * Reads a time as exports of log services write it: a number of seconds, or of milli-, micro- or nanoseconds.
 * Also RFC 3339, with a blank instead of T or without a zone. Azure writes `11/21/2026, 8:54:09.123 AM`, month first.
 * Kibana writes `Nov 21, 2026 @ 08:54:09.123`.
 */
export function parseTime(value: unknown): Instant | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  if (/^\d{10,19}(?:\.\d{1,9})?$/.test(value)) return fromNumber(Number(value));
  return parseRfc3339(value) ?? fromUsual(value) ?? fromKibana(value);
}

const KIBANA = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @ (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;

function fromKibana(text: string): Instant | undefined {
  const found = KIBANA.exec(text);
  if (found === null) return undefined;
  const [, month = '', day = '', year = '', ...time] = found;
  const number = MONTHS.indexOf(month) + 1;
  return number === 0 ? undefined : fromParts(['', year, String(number), day, ...time]);
}

/** From 1973 to 2286 the number of digits shows the unit. */
function fromNumber(value: number): Instant | undefined {
  const digits = Math.trunc(value).toString().length;
  if (!(value > 0) || digits < 10 || digits > 19) return undefined;
  // Ten digits are seconds, thirteen milliseconds; each further three divide by a thousand.
  return (value * 1_000) / 1_000 ** Math.floor((digits - 10) / 3);
}

const USUAL = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: ([AP]M))?$/;

function fromUsual(text: string): Instant | undefined {
  const found = USUAL.exec(text);
  if (found === null) return undefined;
  const [, month, day, year, hour, minute, second, fraction = '', half] = found;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
  const ms = Number(`0.${fraction || '0'}`) * 1_000;
  return valid(Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(second)) + ms);
}

/**
 * Reads a timestamp of RFC 3164 (`Nov 21 08:54:09`), whose month may be in another language. It has no year: the result is
 * the latest possible time that is not after `notAfter`, with a day of tolerance for zones.
 */
export function parseYearless(text: string, notAfter: Instant): Instant | undefined {
  const found = SYSLOG.exec(text);
  if (found === null) return undefined;
  const [, name = '', day, hour, minute, second] = found;
  const month = monthIn(name);
  if (month < 0) return undefined;
  const year = new Date(notAfter).getUTCFullYear();
  const inYear = (each: number): Instant =>
    Date.UTC(each, month, Number(day), Number(hour), Number(minute), Number(second));
  return valid(inYear(year) > notAfter + DAY_MS ? inYear(year - 1) : inYear(year));
}

function fromParts(found: readonly string[]): Instant | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = found;
  const ms = Number(`0.${fraction || '0'}`) * 1_000;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return valid(local + ms - offsetMs(zone));
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const ms = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -ms : ms;
}

const valid = (at: number): Instant | undefined => (Number.isFinite(at) ? at : undefined);
