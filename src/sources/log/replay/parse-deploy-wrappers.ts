import { parseRfc3339, parseStamp, RFC_3339 } from './parse-stamp.ts';
import { type LogWrapper, timed, type UnwrappedLine } from './parse-wrapper.ts';

/** A deployment tool shows an app's output between its own lines, which prove the layer. */
const isAmongOwn = (lines: readonly UnwrappedLine[]): boolean => lines.some(({ isPlatform }) => isPlatform);

/** DigitalOcean's page of an app: `[web] [2026-11-21 08:54:09] text`. */
export const digitalOcean: LogWrapper = {
  name: 'digitalocean',
  read: (line) => {
    const [, source = '', time = '', text = ''] =
      /^\[([a-z][a-z\d-]{0,62})\] \[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\](?: (.*)|$)/s.exec(line) ?? [];
    const at = parseStamp(time);
    return at === undefined ? undefined : { text, source, at };
  },
};

/** `copilot svc logs`: the service, the start of its task's id, the line. */
export const copilot: LogWrapper = {
  name: 'copilot',
  read: (line) => {
    const [, source, text = ''] = /^(copilot\/[\w-]{1,128}\/[\da-f]{4,40})(?: (.*)|$)/s.exec(line) ?? [];
    return source === undefined ? undefined : { source, text };
  },
};

/** Dokku, and Heroku-style builds: steps start with an arrow or a mark, all other lines with seven blanks. */
export const dokku: LogWrapper = {
  name: 'dokku',
  read: (line) => {
    const step = /^(?:-{5}|={5})> .*|^ ! {5}\S.*/.exec(line)?.[0];
    if (step !== undefined) return { text: step, isPlatform: true };
    const text = /^ {7}(.*)$/s.exec(line)?.[1];
    return text === undefined ? undefined : { text };
  },
  suits: isAmongOwn,
};

/** Turborepo's own messages. */
const TURBO_OWN =
  /^(?:• (?:Packages in scope|Running) | ?(?:Tasks|Cached|Time|Failed): {1,6}\S| ERROR {2}|(?:\S{1,160}#\S{1,60}: )?command \(.{1,300} exited \(\d{1,3}\)$)/;

/** Turborepo puts the package and its task before each of their lines; its own messages have no prefix. */
export const turborepo: LogWrapper = {
  name: 'turborepo',
  read: (line) => {
    if (TURBO_OWN.test(line)) return { text: line, isPlatform: true };
    const [, source, text = ''] = /^((?:@[\w.-]{1,100}\/)?[\w.-]{1,100}:[\w.-]{1,60}):(?: (.*)|$)/s.exec(line) ?? [];
    return source === undefined ? undefined : { source, text };
  },
  suits: isAmongOwn,
};

/** Kamal: SSHKit's messages have a level and often an id. A container's lines have timestamps; the first line has a level before it. */
export const kamal: LogWrapper = {
  name: 'kamal',
  read: (line) => {
    const [, said, rest = ''] =
      /^ {1,3}(?:DEBUG|INFO|WARN|ERROR) (?:((?:\[[\da-f]{8}\]|\(\w|[A-Z]\w).*)|(\d{4}-.*))$/s.exec(line) ?? [];
    if (said !== undefined) return { text: line.trim(), isPlatform: true };
    const text = rest === '' ? line : rest;
    const time = RFC_3339.exec(text)?.[1];
    return time === undefined ? undefined : { text: text.slice(time.length + 1), ...timed(parseRfc3339(time)) };
  },
  suits: isAmongOwn,
};
