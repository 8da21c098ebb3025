import type { Instant } from '../../../core/clock.ts';
import { jsonRecord } from '../dialects/parse-prefix.ts';
import { parseRfc3339, parseYearless, RFC_3339 } from './parse-stamp.ts';

/** What a layer that a platform put around a line tells of it. */
export interface UnwrappedLine {
  /** The line without the layer. */
  readonly text: string;
  /** Of which container, pod or unit; undefined where the layer does not say. */
  readonly source?: string;
  readonly stream?: string;
  readonly at?: Instant;
  /** The line goes on in the next one of its source and stream. */
  readonly isPartial?: true;
}

/** A way to wrap lines: its name, and how one is unwrapped; undefined for a line that is not wrapped so. */
export interface LogWrapper {
  readonly name: string;
  read(line: string, notAfter: Instant): UnwrappedLine | undefined;
}

/** All known wrappers, the more telling ones first: what a general one understands, a special one may too. */
export const wrappers: readonly LogWrapper[] = [
  { name: 'docker-json', read: dockerJson },
  { name: 'kubectl', read: prefixed(/^\[(pod\/[\w.-]{1,253}\/[\w.-]{1,253})\] ?(.*)$/s) },
  { name: 'compose', read: prefixed(/^([\w.-]{1,128}) *\|(?: (.*)|$)/s) },
  { name: 'syslog-5424', read: syslog5424 },
  { name: 'cri', read: cri },
  { name: 'router', read: router },
  { name: 'syslog-3164', read: syslog3164 },
  { name: 'journal-iso', read: journalIso },
  { name: 'time', read: timeOnly },
];

const SAMPLE_SHARE = 0.6;
const MAX_LAYERS = 4;

/**
 * The wrappers that the lines have around them, the outermost first, judged by the first lines of a log.
 * Most lines must have a layer for it to count: an app that prints a line which looks wrapped does not make it so.
 */
export function wrappersOf(lines: readonly string[], notAfter: Instant): readonly LogWrapper[] {
  const chain: LogWrapper[] = [];
  let texts = lines.filter((line) => line.trim() !== '');
  while (chain.length < MAX_LAYERS && texts.length > 0) {
    const wrapper = wrappers.find((each) => isCommon(each, texts, notAfter) && !chain.includes(each));
    if (wrapper === undefined) return chain;
    chain.push(wrapper);
    texts = texts.flatMap((text) => wrapper.read(text, notAfter)?.text.trimEnd() || []);
  }
  return chain;
}

const isCommon = ({ read }: LogWrapper, texts: readonly string[], notAfter: Instant): boolean =>
  texts.filter((text) => read(text, notAfter) !== undefined).length >= SAMPLE_SHARE * texts.length;

/** Takes the layers off a line. One that lacks a layer keeps what it has: a header, or what another program wrote in between. */
export function unwrap(line: string, chain: readonly LogWrapper[], notAfter: Instant): UnwrappedLine {
  let whole: UnwrappedLine = { text: line };
  for (const wrapper of chain) {
    const inner = wrapper.read(whole.text, notAfter);
    if (inner === undefined) return whole;
    const sources = [whole.source, inner.source].filter((source) => source !== undefined);
    whole = { ...whole, ...inner, ...(sources.length > 0 && { source: sources.join(' ') }) };
  }
  return whole;
}

function dockerJson(line: string): UnwrappedLine | undefined {
  if (!line.startsWith('{"log":')) return undefined;
  const record = jsonRecord(line);
  const { log, stream, time } = record ?? {};
  if (typeof log !== 'string' || (typeof stream !== 'string' && typeof time !== 'string')) return undefined;
  const isWhole = log.endsWith('\n');
  return {
    text: isWhole ? log.replace(/\r?\n$/, '') : log,
    ...(typeof stream === 'string' && { stream }),
    ...timed(typeof time === 'string' ? parseRfc3339(time) : undefined),
    ...(!isWhole && { isPartial: true }),
  };
}

function prefixed(pattern: RegExp): LogWrapper['read'] {
  return (line) => {
    const found = pattern.exec(line);
    return found === null ? undefined : { source: found[1] ?? '', text: found[2] ?? '' };
  };
}

const CRI = /^(\S+) (stdout|stderr) ([FP])(?::\S*)?(?: (.*)|$)/s;

function cri(line: string): UnwrappedLine | undefined {
  const [, time = '', stream = '', tag, text = ''] = CRI.exec(line) ?? [];
  const at = parseRfc3339(time);
  return at === undefined ? undefined : { text, stream, at, ...(tag === 'P' && { isPartial: true }) };
}

// Heroku's log drain and Aptible's: `2026-11-21T08:54:09.123456+00:00 app[web.1]: text`.
const ROUTER = /^(\S+) ([\w-]{1,64}\[[\w.-]{1,128}\]): ?(.*)$/s;

function router(line: string): UnwrappedLine | undefined {
  const [, time = '', source = '', text = ''] = ROUTER.exec(line) ?? [];
  const at = parseRfc3339(time);
  return at === undefined ? undefined : { text, source, at };
}

const SYSLOG_3164 =
  /^(?:<\d{1,3}>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S{1,255}) ([^\s:[\]]{1,64})(?:\[\d{1,10}\])?: ?(.*)$/s;

/** RFC 3164, and journalctl's short form, which is the same. */
function syslog3164(line: string, notAfter: Instant): UnwrappedLine | undefined {
  const [, time = '', host = '', tag = '', text = ''] = SYSLOG_3164.exec(line) ?? [];
  const at = parseYearless(time.replace(/ {2}/, ' '), notAfter);
  return at === undefined ? undefined : { text, source: `${host} ${tag}`, at };
}

const JOURNAL_ISO = /^(?:<\d{1,3}>)?(\d{4}-\S+) (\S{1,255}) ([^\s:[\]]{1,64})(?:\[\d{1,10}\])?: ?(.*)$/s;

/** journalctl's short-iso form, and rsyslog's with a high-precision stamp. */
function journalIso(line: string): UnwrappedLine | undefined {
  const [, time = '', host = '', tag = '', text = ''] = JOURNAL_ISO.exec(line) ?? [];
  const at = parseRfc3339(time);
  return at === undefined || host.startsWith('[') ? undefined : { text, source: `${host} ${tag}`, at };
}

const SYSLOG_5424 =
  /^(?:<\d{1,3}>)?1 (\S+) (\S{1,255}) (\S{1,48}) \S{1,128} \S{1,32} (?:-|(?:\[(?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*\])+)(?: \ufeff?(.*)|$)/s;

function syslog5424(line: string): UnwrappedLine | undefined {
  const [found, time = '', host, tag, text = ''] = SYSLOG_5424.exec(line) ?? [];
  return found === undefined ? undefined : { text, source: `${host} ${tag}`, ...timed(parseRfc3339(time)) };
}

// What follows may be a program's own prefix, whose stamp this then is: `2026-11-21T08:54:09Z [4] [INFO] Starting gunicorn`. "Error:" begins a message.
const OWN_PREFIX = /^ (?!Error: )(?:\[\d{1,10}\] )?\[?(?:CRITICAL|FATAL|ERROR|WARN(?:ING)?|INFO|DEBUG)\b/i;

function timeOnly(line: string): UnwrappedLine | undefined {
  const time = RFC_3339.exec(line)?.[1];
  const rest = time === undefined ? '' : line.slice(time.length);
  if (time === undefined || !/^(?: |$)/.test(rest) || OWN_PREFIX.test(rest)) return undefined;
  return { text: rest.slice(1), ...timed(parseRfc3339(time)) };
}

const timed = (at: Instant | undefined): { readonly at?: Instant } => (at === undefined ? {} : { at });
