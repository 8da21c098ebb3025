import type { Instant } from '../../../core/clock.ts';
import { parseRfc3339, parseYearless } from './parse-stamp.ts';
import { type LogWrapper, timed, type UnwrappedLine } from './parse-wrapper.ts';

/** RFC 5424, the format of log drains. */
export const syslog5424: LogWrapper = { name: 'syslog-5424', read: readSyslog5424 };

/** RFC 3164, and journalctl's short form, which is identical. */
export const syslog3164: LogWrapper = { name: 'syslog-3164', read: readSyslog3164 };

/** journalctl's short-iso form, and rsyslog's with a high-precision timestamp. */
export const journalIso: LogWrapper = { name: 'journal-iso', read: readJournalIso };

const SYSLOG_3164 =
  /^(?:<\d{1,3}>)?(\p{L}{3,10}\.? [ \d]?\d \d\d:\d\d:\d\d) (\S{1,255}) ([^\s:[\]]{1,64})(\[\d{1,10}\])?: ?(.*)$/su;

function readSyslog3164(line: string, notAfter: Instant): UnwrappedLine | undefined {
  const [found, time = '', host = '', tag = '', pid, text = ''] = SYSLOG_3164.exec(line) ?? [];
  if (found === undefined) return undefined;
  const at = parseYearless(time.replace(/ {2}/, ' ').replace('.', ''), notAfter);
  // The month is in an unknown language; without a pid the words may be the program's own.
  if (at === undefined && pid === undefined) return undefined;
  return { text, ...writerOf(host, tag, text), ...timed(at) };
}

// After a bare timestamp, `env: 'orders': No such file` and `exec /orders: no such file` look alike. Nine digits of a second are Docker's.
const JOURNAL_ISO =
  /^(?:<\d{1,3}>)?(\d{4}-[^\s.]+(?:[.,]\d{1,6}\D\S*)?) (?!exec )([A-Za-z\d][\w.-]{0,254}) ([^\s:[\]/'"`‘][^\s:[\]]{0,63})(\[\d{1,10}\])?: ?(.*)$/s;

function readJournalIso(line: string): UnwrappedLine | undefined {
  const [, time = '', host = '', tag = '', pid, text = ''] = JOURNAL_ISO.exec(line) ?? [];
  const at = parseRfc3339(time);
  const isWriter = pid !== undefined || tag === 'kernel' || (HOST.test(host) && /^[A-Za-z_(/]/.test(tag));
  return at === undefined || !isWriter ? undefined : { text, ...writerOf(host, tag, text), at };
}

// Without a pid, two words and a colon may be the program's own: `runsv web: fatal: unable to start ./run`.
const HOST = /^(?!\d{4}-\d\d-).*[\d.-]/;

const SYSLOG_5424 =
  /^(?:<\d{1,3}>)?1 (\S+) (\S{1,255}) (\S{1,48}) (\S{1,128}) \S{1,32} (?:-|(?:\[(?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*\])+)(?: \ufeff?(.*)|$)/s;

function readSyslog5424(line: string): UnwrappedLine | undefined {
  const [found, time = '', host = '', tag = '', process = '', text = ''] = SYSLOG_5424.exec(line) ?? [];
  if (found === undefined) return undefined;
  const dyno = /^(?:app|heroku)$/.test(tag) && /^[a-z][\w-]*\.\d+$/.test(process) ? `${tag}/${process}` : tag;
  return { text, ...writerOf(host, dyno, text), ...timed(parseRfc3339(time)) };
}

/** The source of a line: messages of systemd, the kernel and Heroku about a program belong to it. */
function writerOf(host: string, tag: string, text: string): Pick<UnwrappedLine, 'source' | 'isPlatform'> {
  // A process that systemd forks for a unit has the program's name in parentheses until it executes the program.
  if (tag === 'systemd' || (/^\(.{1,60}\)$/.test(tag) && unitOf(text)))
    return { ...(unitOf(text) && { source: `${host} ${unitOf(text)}` }), isPlatform: true };
  if (tag === 'kernel') return { isPlatform: true };
  const [, program, dyno] = /^(app|heroku)\/([\w.-]{1,64})$/.exec(tag) ?? [];
  if (dyno !== undefined) return { source: `${host} ${dyno}`, ...(program === 'heroku' && { isPlatform: true }) };
  return { source: `${host} ${tag}` };
}

const UNIT =
  /^(?:(?:Starting|Started|Stopping|Stopped|Failed to start|Reloading|Reloaded) )?([\w@.\\-]{1,200})\.service(?::| - |\.?$)/;

/** The unit that systemd's line is about, without `.service`. */
export const unitOf = (text: string): string | undefined => UNIT.exec(text)?.[1];
