import { durationWords, type Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { type App, isRunning } from '../../core/facts/app.ts';
import { type Connection, connectionWords, peerName, stuckConnection } from '../../core/facts/connection.ts';
import { type Dependency, isCollector, isOwnHost } from '../../core/facts/dependency.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { isShell } from '../../core/facts/program-kinds.ts';
import { processWords } from '../../core/facts/survivors.ts';
import type { Log } from '../../core/memory/facts.ts';

/** A client's telling that another host failed it, as the log holds it. */
export type LoggedFailure = NonNullable<Log['dependencyFailures']>[number];

/** By what it is seen that the app waits for another host now. */
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
 * For whom the app waits at the moment: a connect without an answer, a script that waits, or a log that goes on telling of the same
 * failure. Undefined when nothing shows that it waits; one failure that was logged is no waiting.
 */
export function waitingOf({ at, app, processes, connections, log }: WaitSigns): Waiting | undefined {
  if (!isRunning(app) && processes.length === 0) return undefined;
  const told = log.dependencyFailures?.findLast(
    (each) => each.count >= RETRIES && at - each.at <= RETRY_MS && !isCollector(each, each.line),
  );
  const connection = stuckConnection(connections, at);
  const script = waitScript(processes);
  if (script !== undefined) {
    const said = told !== undefined && isOf(told, script.target) ? told : undefined;
    const dependency: Dependency = {
      how: howOf(script),
      ...said,
      target: script.target,
    };
    // What pg_isready calls no response, too: a port of this container that nobody holds is refused.
    const how = dependency.how === 'no-answer' ? howOf(script) : dependency.how;
    return {
      dependency: bare({ ...dependency, how }),
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

function howOf({ isLookup, target }: WaitScript): Dependency['how'] {
  if (isLookup) return 'no-such-name';
  return isOwnHost(target) ? 'refused' : 'no-answer';
}

const isOf = ({ target }: Dependency, wanted: string): boolean =>
  target === undefined || target === wanted || wanted.startsWith(`${target}:`);

/** No more of it than that. */
export const bare = ({ how, target, service }: Dependency): Dependency => ({
  how,
  ...(target !== undefined && { target }),
  ...(service !== undefined && { service }),
});

/** What shows the waiting, as evidence. */
export function waitingSeen({ told, connection, script }: Waiting, at: Instant): readonly Evidence[] {
  const times =
    told === undefined || told.count < 2 ? '' : ` (${told.count} times in ${durationWords(told.at - told.firstAt)})`;
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

/** A process whose command line says that it waits for another host. */
export interface WaitScript {
  readonly process: Process;
  /** `db:5432`. */
  readonly target: string;
  /** What it asks for again and again is the address. */
  readonly isLookup?: true;
}

/**
 * The script or tool that waits for another host now: wait-for-it and its like by their own command line, a loop of a shell
 * (`until nc -z db 5432; do sleep 1; done`) while nothing but such a tool or `sleep` runs below it.
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

const isShellScript = ({ command: [program = '', first = ''] }: Process): boolean =>
  isShell(program) && /^-\w*c$/.test(first);

function loopTarget(shell: Process, line: string, alive: readonly Process[]): WaitTarget | undefined {
  const children = alive.filter(({ ppid }) => ppid === shell.pid);
  const isIdle = children.every(({ command: [program = ''], name }) => WAITS.test(program) || WAITS.test(name));
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

/** A loop that asks for an address only; by its command line alone such a tool may ask for anything. */
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
