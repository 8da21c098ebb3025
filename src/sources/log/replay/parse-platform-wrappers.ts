import { cloudRunWords } from '../life/parse-cloud-run-words.ts';
import { isRawOutput } from './parse-raw-output.ts';
import { parseRfc3339, parseStamp, parseTime, parseYearless, RFC_3339 } from './parse-stamp.ts';
import { type LogWrapper, timed, type UnwrappedLine } from './parse-wrapper.ts';

// Heroku's log drain and Aptible's: `2026-11-21T08:54:09.123456+00:00 app[web.1]: text`.
const ROUTER = /^(\S+) ([\w-]{1,64})\[([\w.-]{1,128})\]: ?(.*)$/s;

// Heroku's messages about a release name the app as the writer: `app[api]: Release v3 created by user dev@example.com`.
const RELEASE =
  /^(?:Release v\d|Initial release|Build (?:started|succeeded|failed)|Deploy(?:ed)? |Scaled to|Set |Remove |Enable |Attach |Running release)/;

// The router names no dyno where none responds; it only handles requests for web.
const FIRST_DYNO = 'web.1';

/**
 * `heroku logs`, and Aptible's. Heroku's own messages come from `heroku[web.1]` about a dyno, and from `heroku[router]` about a request.
 */
export const router: LogWrapper = {
  name: 'router',
  read: (line) => {
    const [, time = '', writer, process = '', text = ''] = ROUTER.exec(line) ?? [];
    const at = parseRfc3339(time);
    const source = process === 'router' ? (/ dyno=([\w.-]{1,64})/.exec(text)?.[1] ?? FIRST_DYNO) : process;
    const isPlatform = writer === 'heroku' || (process === 'api' && RELEASE.test(text));
    return at === undefined ? undefined : { text, source, at, ...(isPlatform && { isPlatform: true }) };
  },
};

// https://fly.io/docs/flyctl/logs: `2026-11-21T08:54:09Z app[148e272c] ams [info]text`. Newer versions put a blank before the text.
const FLY = /^(\S+) (\w{1,32})\[(\w{1,64})\] [a-z]{3} \[\w{1,12}\](.*)$/s;
// Fly's init writes to the app's own stream.
const FLY_INIT =
  /^ {0,2}(?:(?:INFO|WARN|ERROR) (?:Main child exited|Starting (?:clean up|init)|Umounting|Preparing to run|\[fly api proxy\]|Sending signal|Reaped child|Error: failed to spawn)|\[ *\d{1,6}\.\d{1,9}\] |(?:\S{10} \S{8} INFO )?SSH listening listen_address=|does `[^`]{1,300}` exist and is it executable\?$|Virtual machine exited abruptly$)/;

/** The same without that blank: the lines' own leading blanks show it. */
export const tightFly: LogWrapper = {
  name: 'tight-fly',
  read: (line) => {
    const found = readFly(line);
    return found?.isPlatform ? withoutBlank(found) : found;
  },
  suits: (lines) => {
    const texts = lines.filter(({ text, isPlatform }) => !isPlatform && text !== '').map(({ text }) => text);
    return texts.some((text) => /^\S/.test(text)) || !texts.some((text) => /^ \S/.test(text));
  },
};

export const fly: LogWrapper = {
  name: 'fly',
  read: (line) => {
    const found = readFly(line);
    return found && withoutBlank(found);
  },
};

const withoutBlank = (line: UnwrappedLine): UnwrappedLine => ({ ...line, text: line.text.replace(/^ /, '') });

function readFly(line: string): UnwrappedLine | undefined {
  const [, time = '', writer, source = '', text = ''] = FLY.exec(line) ?? [];
  const at = parseRfc3339(time);
  const isPlatform = writer !== 'app' || FLY_INIT.test(text);
  return at === undefined ? undefined : { text, source, at, ...(isPlatform && { isPlatform: true }) };
}

// https://docs.cloudfoundry.org/devguide/deploy-apps/streaming-logs.html: `2026-11-21T08:54:09.12+0000 [APP/PROC/WEB/0] ERR text`.
const CLOUD_FOUNDRY = /^ {0,4}(\S+) \[([A-Z]{2,8}(?:\/[\w-]{1,64}){0,4})\/(\d{1,5})\] (OUT|ERR)(?: (.*)|$)/s;

/** `cf logs`: the app's lines come from APP, the platform's from all other writers. The message about the app's exit comes from APP too. */
export const cloudFoundry: LogWrapper = {
  name: 'cloud-foundry',
  read: (line) => {
    const [, time = '', writer = '', instance = '', output, text = ''] = CLOUD_FOUNDRY.exec(line) ?? [];
    const at = parseRfc3339(time);
    if (at === undefined) return undefined;
    const isApp = writer.startsWith('APP');
    return {
      // The end of a session that `cf ssh` opened says nothing about the app.
      text: writer.endsWith('/SSHD') ? '' : text,
      at,
      stream: output === 'ERR' ? 'stderr' : 'stdout',
      ...(isApp && { source: `${writer}/${instance}` }),
      ...((!isApp || /^Exit status -?\d+/.test(text)) && { isPlatform: true }),
    };
  },
};

/** Railway's downloads: `2026-11-21T08:54:09.123456789Z [inf]  text`. A copy may lack the timestamp. */
export const railway: LogWrapper = {
  name: 'railway',
  read: (line) => {
    const [found, time, text = ''] = /^(?:(\S{20,40}) )?\[(?:inf|err|wrn|warn|dbg)\](?: {1,2}(.*)|$)/s.exec(line) ?? [];
    const at = time === undefined ? undefined : parseRfc3339(time);
    return found === undefined || (time !== undefined && at === undefined) ? undefined : { text, ...timed(at) };
  },
};

/** Text copied from Railway's page: `[deployment] [12/5/2025, 12:56:17 AM] text`, mixed with lines of the build and of its check. */
export const railwayCopied: LogWrapper = {
  name: 'railway-copied',
  read: (line) => {
    const [, part, time, text = ''] =
      /^\[(build|deploy(?:ment)?)\] \[(\d{1,2}\/\d{1,2}\/\d{4}, \d{1,2}:\d\d:\d\d(?: ?[AP]M)?)\](?: (.*)|$)/s.exec(
        line,
      ) ?? [];
    const at = parseTime(time);
    return at === undefined ? undefined : { text, at, ...(part === 'build' && { isPlatform: true }) };
  },
};

/** Render's page: `Nov 21 08:54:09 AM  text`. Render's own messages start with an arrow. */
export const render: LogWrapper = {
  name: 'render',
  read: (line, notAfter) => {
    const [, day = '', hour = '', rest = '', half, text = ''] =
      /^([A-Z][a-z]{2} \d{1,2}) (\d{1,2})(:\d\d:\d\d) ([AP]M)(?: {1,2}(.*)|$)/s.exec(line) ?? [];
    const hours = (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
    const at = parseYearless(`${day} ${String(hours).padStart(2, '0')}${rest}`, notAfter);
    return at === undefined ? undefined : { text, at, ...(text.startsWith('==> ') && { isPlatform: true }) };
  },
};

/** `scalingo logs`: `2026-11-21 08:54:09.123 +0100 CET [web-1] text`. The component that starts and stops containers is called manager. */
export const scalingo: LogWrapper = {
  name: 'scalingo',
  read: (line) => {
    const [, time = '', source = '', text = ''] =
      /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [+-]\d{4}) [A-Z]{2,5} \[([a-z][a-z\d-]{0,62})\](?: (.*)|$)/s.exec(
        line,
      ) ?? [];
    const at = parseStamp(time);
    if (at === undefined) return undefined;
    return source === 'manager' ? { text, at, isPlatform: true } : { text, source, at };
  },
};

/** `gcloud app logs read`: the service of App Engine, and its version, by default the time of its deployment. */
export const appEngine: LogWrapper = {
  name: 'app-engine',
  read: (line) => {
    const [, time = '', source, text = ''] =
      /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) ([a-z][a-z\d-]{0,62}\[\d{8}t\d{6}[a-z\d-]{0,40}\]) {2}(.*)$/s.exec(line) ?? [];
    const at = parseStamp(time);
    return at === undefined || source === undefined ? undefined : { text, source, at };
  },
};

const APP_SERVICE = / (?:INFO|WARN|WARNING|ERROR) {1,2}- (.*)$/s;

/** The log stream of Azure's App Service: the container's lines, and the platform's with a level and a dash. */
export const appService: LogWrapper = {
  name: 'app-service',
  read: (line) => {
    const time = RFC_3339.exec(line)?.[1];
    const rest = time === undefined ? '' : line.slice(time.length);
    if (time === undefined || !/^(?: |$)/.test(rest)) return undefined;
    const told = APP_SERVICE.exec(rest)?.[1];
    const found = { text: told ?? rest.slice(1), ...timed(parseRfc3339(time)) };
    return told === undefined ? found : { ...found, isPlatform: true };
  },
  suits: (lines) => lines.some(({ text, isPlatform }) => isPlatform && ABOUT_CONTAINER.test(text)),
};

const ABOUT_CONTAINER =
  /^(?:Container \S+|Starting container|Pulling|Pull |Initiating warmup|Waiting for|Stopping site|Site |docker run|\d\S* Pulling|Logging is)/;

// The next text may be a program's own prefix, and the timestamp part of it: `2026-11-21T08:54:09Z [4] [INFO] Starting gunicorn`.
const OWN_PREFIX = /^(?:\[\d{1,10}\] )?\[?(?:CRITICAL|FATAL|ERROR|WARN(?:ING)?|INFO|DEBUG)\b/i;
// A program that exits may write this level without a logger; a logger also writes other lines.
const MERE_LEVEL = /^(?:\[\d{1,10}\] )?\[?(?:WARN(?:ING)?|INFO|DEBUG)\b/i;
const OWN_SHARE = 0.9;

/** A timestamp alone: Docker's and Kubernetes' `--timestamps`, Render, Azure. One program's logger does not wrap all lines. */
export const timeOnly: LogWrapper = {
  name: 'time',
  read: (line) => {
    const time = RFC_3339.exec(line)?.[1];
    const rest = time === undefined ? '' : line.slice(time.length);
    if (time === undefined || !/^(?: |$)/.test(rest)) return undefined;
    return { text: rest.slice(1), ...timed(parseRfc3339(time)) };
  },
  suits: (lines) => {
    const own = lines.filter(({ text }) => OWN_PREFIX.test(text));
    return own.length < OWN_SHARE * lines.length || !own.some(({ text }) => MERE_LEVEL.test(text));
  },
};

/**
 * A timestamp with a blank in it: `gcloud run services logs read`, Google's console (with the name of a zone), Render's command.
 * Most programs write such timestamps themselves.
 */
export const spacedTime: LogWrapper = {
  name: 'spaced-time',
  read: (line) => {
    const [, time = '', text = ''] =
      /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?Z?)(?: (?:(?:[A-Z]{1,4}T|UTC|Z)(?:[+-]\d{1,2})? )?(.*)|$)/s.exec(
        line,
      ) ?? [];
    const at = parseStamp(time);
    return at === undefined ? undefined : { text, at };
  },
  isOfRecords: true,
  suits: (lines: readonly UnwrappedLine[]) =>
    isRawOutput(lines.map(({ text }) => text)) || lines.some(({ text }) => cloudRunWords.parse(text) !== undefined),
};
