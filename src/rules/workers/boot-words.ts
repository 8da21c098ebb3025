import type { Exception, LogLine } from '../../core/facts/log-event.ts';
import { quotable } from '../../core/redaction/redact.ts';

const UNABLE = '! Unable to start worker';
const PLACE = /^([^\s:]{1,300}):(\d{1,7}):in [`'](.{1,200}?)'/;
const MAX_LINES = 3;

/**
 * What Puma's workers write below their line that they cannot start, each line with the worker's pid in front. The message is included since version 6,
 * and the place is always included. With several workers, the last one that has written it all counts.
 */
export function bootWords(tail: readonly LogLine[]): Partial<Pick<Exception, 'text' | 'where'>> {
  for (const [at, { text: line }] of [...tail.entries()].toReversed()) {
    const until = line.trimEnd().endsWith(UNABLE) ? line.indexOf(UNABLE) : -1;
    if (until < 0) continue;
    const pid = line.slice(0, until);
    const own = tail.slice(at + 1).flatMap(({ text }) => (text.startsWith(pid) ? [text.slice(until).trim()] : []));
    const place = own.slice(0, MAX_LINES).findIndex((text) => PLACE.test(text));
    const [, file, number, name] = PLACE.exec(own[place] ?? '') ?? [];
    if (file === undefined) continue;
    const where = quotable(`${file} line ${number}, in ${name}`, 300);
    return place === 0 ? { where } : { text: quotable(own[0] ?? '', 300), where };
  }
  return {};
}

/** The error that uWSGI logs above the line that it cannot load its app, when there is no trace because a module does not exist. */
export function raisedAbove(tail: readonly LogLine[], line: string): string | undefined {
  const above = tail[tail.findLastIndex(({ text }) => text.trim() === line) - 1]?.text ?? '';
  return RAISED.test(above) ? quotable(above, 300) : undefined;
}

/** The error below a trace whose start is missing from the log, as with `docker logs --tail`. */
export function belowCutTrace(tail: readonly LogLine[]): string | undefined {
  const at = tail.findIndex(({ text }) => !/^\s/.test(text));
  const isTrace = tail.slice(0, Math.max(0, at)).some(({ text }) => /^ {2}File "[^"]{1,1000}", line \d/.test(text));
  const line = tail[at]?.text ?? '';
  return isTrace && RAISED.test(line) ? quotable(line, 300) : undefined;
}

const RAISED = /^[A-Z]\w{0,60}(?:Error|Exception): \S/;
