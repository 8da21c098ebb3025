import { durationWords, type Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { type App, isRunning } from '../../core/facts/app.ts';
import { type Connection, connectionWords, peerName, stuckConnection } from '../../core/facts/connection.ts';
import { type Dependency, isCollector, isOwnHost, serviceByPort } from '../../core/facts/dependency.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { isShell, nameOf, onlyStarts } from '../../core/facts/program-kinds.ts';
import { processWords } from '../../core/facts/survivors.ts';
import type { Log } from '../../core/memory/facts.ts';
import { withoutGuesses } from './guessed-wait.ts';

/** A client's report, in the log, that it could not use another host. */
export type LoggedFailure = NonNullable<Log['dependencyFailures']>[number];

/** What shows that the app waits for another host now. */
export interface Waiting {
  readonly dependency: Dependency;
  readonly since: Instant;
  readonly told?: LoggedFailure;
  readonly connection?: Connection;
  readonly script?: WaitScript;
}

/** The facts that show it. */
export interface WaitSigns {
  readonly at: Instant;
  readonly app: App;
  readonly processes: readonly Process[];
  readonly connections: readonly Connection[];
  readonly log: Pick<Log, 'dependencyFailures' | 'exceptions' | 'tail'>;
}

const RETRY_MS = 30_000;
const RETRIES = 2;

/**
 * What the app waits for now. It shows in a connection attempt without a reply, a waiting script, or a log that keeps reporting the
 * same failure. Undefined if nothing shows a wait; a single logged failure does not.
 */
export function waitingOf({ at, app, processes, connections, log }: WaitSigns): Waiting | undefined {
  if (!isRunning(app) && processes.length === 0) return undefined;
  const told = newestFailure(
    withoutGuesses(log).filter(
      (each) =>
        !isCollector(each, each.line) &&
        ((each.count >= RETRIES && at - each.at <= RETRY_MS && !isOver(each, log.tail)) ||
          isAnnounced(each, log.tail, processes)),
    ),
  );
  const connection = stuckConnection(connections, at);
  const script = waitScript(processes);
  if (script !== undefined) {
    const said = told !== undefined && isOf(told, script.target) ? told : undefined;
    const unsaid = connection?.port === portIn(script.target) ? 'no-answer' : howOf(script);
    // A port of this container without a listener refuses the connection, whatever the script logs.
    const how = said === undefined || said.how === 'unreached' ? unsaid : said.how;
    return {
      dependency: bare({ ...said, how, target: script.target }),
      since: script.process.startedAt,
      script,
      ...(said && { told: said }),
    };
  }
  if (connection !== undefined) {
    const dependency: Dependency = { how: 'no-answer', target: peerName(connection) };
    return { dependency, since: connection.since, connection };
  }
  return told && { dependency: bare(told), since: told.firstAt, told };
}

/** Whether the wait is over: the log reports it after the failure. */
const isOver = ({ line }: LoggedFailure, tail: readonly LogLine[]): boolean => {
  const said = tail.findLastIndex(({ text }) => ownText(text) === line);
  return (
    said >= 0 && tail.slice(said + 1).some(({ text }) => /\bis (?:now )?(?:available|up|ready) after \d/.test(text))
  );
};

/** Whether a script logged once that it waits, nothing was logged since, and it only waits. */
function isAnnounced({ line }: LoggedFailure, tail: readonly LogLine[], processes: readonly Process[]): boolean {
  const last = tail.findLast(({ text }) => text.trim() !== '');
  if (!/\bwaiting\b/i.test(line) || last === undefined || ownText(last.text) !== line) return false;
  return processes
    .filter(isAlive)
    .every(
      ({ command: [program = ''], name }) =>
        isShell(program) || onlyStarts(nameOf(program)) || isWaitTool(program, name),
    );
}

/** Two lines about one wait, from a tool and from the script around it, come within this time. */
const SAME_WAIT_MS = 1_500;
/** A client may have tried this long before it gives up. */
export const TRIES_MS = 60_000;
/** A client gave up, in words that do not name the host. */
export const GAVE_UP =
  /^(?:\w{1,40}\.){0,4}(?:MaxRetriesPerRequestError|MaxRetryError|RetryError)\b|^Error: Connection is closed\.$/;

/**
 * The newest of these. If it names no host but an earlier line about the same wait does, that one, with the newest time.
 */
export function newestFailure(failures: readonly LoggedFailure[] = []): LoggedFailure | undefined {
  const newest = failures.at(-1);
  if (newest === undefined) return undefined;
  const withinMs = newest.target === undefined && GAVE_UP.test(newest.line) ? TRIES_MS : SAME_WAIT_MS;
  const near = failures.filter(({ at }) => newest.at - at <= withinMs);
  const exact = near.findLast((each) => each.target !== undefined && near.every((other) => isTheSame(each, other)));
  const service = exact?.service ?? near.find((each) => each.service !== undefined)?.service;
  return exact ? { ...exact, at: newest.at, ...(service !== undefined && { service }) } : newest;
}

/** Whether two lines may be about the same host: they do not contradict each other. */
function isTheSame(exact: LoggedFailure, other: LoggedFailure): boolean {
  if (other.target !== undefined) return other.target === exact.target;
  const service = exact.service ?? serviceByPort(exact);
  const isItsService =
    service === undefined || other.service === undefined || other.service === 'database' || other.service === service;
  return isItsService && (other.how === 'unreached' || other.how === exact.how);
}

function howOf({ isLookup, target }: WaitScript): Dependency['how'] {
  if (isLookup) return 'no-such-name';
  return isOwnHost(target) ? 'refused' : 'unreached';
}

const portIn = (target: string): number => Number(/:(\d{1,5})$/.exec(target)?.[1] ?? Number.NaN);

const isOf = ({ target }: Dependency, wanted: string): boolean =>
  target === undefined || target === wanted || wanted.startsWith(`${target}:`);

/** The same, without other members. */
export const bare = ({ how, target, service }: Dependency): Dependency => ({
  how,
  ...(target !== undefined && { target }),
  ...(service !== undefined && { service }),
});

/** The evidence of the wait. */
export function waitingSeen({ told, connection, script }: Waiting, at: Instant): readonly Evidence[] {
  // The lines of a saved log without times are less than a millisecond apart.
  const within =
    told !== undefined && told.at - told.firstAt >= 1 ? ` in ${durationWords(told.at - told.firstAt)}` : '';
  const times = told === undefined || told.count < 2 ? '' : ` (${told.count} times${within})`;
  return [
    ...(script
      ? [
          {
            source: '/proc/PID/cmdline',
            observed: `${processWords(script.process)}, for ${durationWords(Math.max(0, at - script.process.startedAt))}`,
          },
        ]
      : []),
    ...(connection
      ? [{ source: '/proc/net/tcp', expected: 'an answer', observed: connectionWords(connection, at), at }]
      : []),
    ...(told ? [{ source: 'log', observed: `${told.line}${times}`, at: told.at }] : []),
  ];
}

/** A process whose command line shows that it waits for another host. */
export interface WaitScript {
  readonly process: Process;
  /** `db:5432`. */
  readonly target: string;
  /** It repeats an address lookup. */
  readonly isLookup?: true;
}

/**
 * The script or tool that waits for another host now. Tools such as wait-for-it show it in their command line. A shell loop
 * (`until nc -z db 5432; do sleep 1; done`) counts while only a waiting tool or `sleep` runs below it.
 */
export function waitScript(processes: readonly Process[]): WaitScript | undefined {
  const alive = processes.filter(isAlive);
  const found = alive.flatMap((process) => {
    const line = process.command.join(' ').slice(0, MAX_LINE);
    const target = isShellScript(process) ? loopTarget(process, line, alive) : targetIn(line);
    return target === undefined ? [] : [{ process, ...target }];
  });
  return found.sort((a, b) => a.process.startedAt - b.process.startedAt || a.process.pid - b.process.pid)[0];
}

const MAX_LINE = 2_000;
const WAITS = /(?:^|\/)(?:sleep|nc|ncat|timeout|pg_isready|psql|redis-cli|mysqladmin|mysql|curl|wget|nslookup|getent)$/;

const isWaitTool = (program: string, name: string): boolean => WAITS.test(program) || WAITS.test(name);

const isShellScript = ({ command: [program = '', first = ''] }: Process): boolean =>
  isShell(program) && /^-\w*c$/.test(first);

function loopTarget(shell: Process, line: string, alive: readonly Process[]): WaitTarget | undefined {
  const children = alive.filter(({ ppid }) => ppid === shell.pid);
  const isIdle = children.every(({ command: [program = ''], name }) => isWaitTool(program, name));
  return isIdle && /\b(?:until|while)\b/.test(line) ? (targetIn(line) ?? lookupIn(line)) : undefined;
}

type WaitTarget = Omit<WaitScript, 'process'>;

function targetIn(line: string): WaitTarget | undefined {
  for (const pattern of TARGETS) {
    const groups = pattern.exec(line)?.groups;
    const { host, port } = groups ?? {};
    if (host !== undefined) return { target: port === undefined ? host : `${host}:${port}` };
  }
  return undefined;
}

/** A loop that only looks up an address; outside a loop, a lookup need not be a wait. */
function lookupIn(line: string): WaitTarget | undefined {
  const name = LOOKUP.exec(line)?.groups?.['host'];
  return name === undefined ? undefined : { target: name, isLookup: true };
}

const HOST = '(?<host>[A-Za-z0-9_.-]{1,253}|\\[[0-9a-f:]{2,45}\\])';
const PORT = '(?<port>\\d{1,5})\\b';

const LOOKUP = new RegExp(`(?:^|[\\s;&|(!])(?:getent a?hosts(?:v4|v6)?|nslookup) ${HOST}(?=[\\s;>&|)]|$)`);

const TARGETS: readonly RegExp[] = [
  new RegExp(`\\bwait-for(?:-it|-postgres)?(?:\\.sh)? (?:-\\S+ )*(?:-\\w \\d+ )*(?:\\w+://)?${HOST}:${PORT}`),
  new RegExp(`\\bwait-for-it(?:\\.sh)? .{0,80}?--?h(?:ost)?[= ]${HOST} --?p(?:ort)?[= ]${PORT}`),
  new RegExp(`\\bdockerize\\b.{0,200}? -wait[= ]\\w{2,8}://(?:[^\\s@/]{0,100}@)?${HOST}(?::${PORT})?`),
  new RegExp(`\\bwait-on\\b.{0,100}? (?:tcp:|https?-?\\w{0,4}://)${HOST}(?::${PORT})?`),
  new RegExp(`\\b(?:nc|ncat) (?:-\\w+ (?:\\d+ )?){0,6}-\\w*z\\w* (?:-\\w+ (?:\\d+ )?){0,6}${HOST} ${PORT}`),
  new RegExp(`\\bpg_isready\\b.{0,60}? (?:-h ?|--host[= ])${HOST}(?:.{0,60}? (?:-p ?|--port[= ])${PORT})?`),
  new RegExp(
    `\\b(?:psql|mysqladmin|mysql|redis-cli)\\b.{0,60}? (?:-h ?|--host[= ])${HOST}(?:.{0,60}? (?:-[pP] ?|--port[= ])${PORT})?`,
  ),
  new RegExp(`/dev/tcp/${HOST}/${PORT}`),
  new RegExp(`\\b(?:curl|wget) .{0,100}?https?://(?:[^\\s@/]{0,100}@)?${HOST}(?::${PORT})?`),
];
