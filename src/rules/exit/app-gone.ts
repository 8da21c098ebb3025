import { durationWords, type Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { type Keeper, keeperOf } from '../../core/facts/idle-command.ts';
import { appListeners } from '../../core/facts/listener.ts';
import type { Past, Vanished } from '../../core/facts/past.ts';
import { isAlive } from '../../core/facts/process.ts';
import { isShell } from '../../core/facts/program-kinds.ts';
import type { SupervisedProgram, Supervisor } from '../../core/facts/supervised.ts';
import { placeNames, processWords } from '../../core/facts/survivors.ts';
import type { Log } from '../../core/memory/facts.ts';
import { recognise } from '../../remedies/recognise.ts';
import type { KnownServer } from '../../remedies/servers/server.ts';
import { servers } from '../../remedies/servers/servers.ts';
import { located } from '../shared/crash-reason.ts';
import { exampleProcess } from '../shared/example-facts.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';

/** A program that ended, and that its supervisor starts again only when something else happens. */
interface FileWait {
  readonly supervisor: Supervisor;
  readonly program: string;
  /** "a file changes". */
  readonly until: string;
  readonly at: Instant;
  /** The supervisor's own words. */
  readonly line: string;
  readonly exception?: Pick<Exception, 'text' | 'where'>;
}

/** The start script went on without the server; or who had started it waits until a file changes. */
type Finding = Kept | { readonly wait: FileWait; readonly forMs: number };

interface Kept {
  readonly gone: Vanished;
  readonly keepers: readonly [Keeper, ...Keeper[]];
  readonly forMs: number;
  /** What the log shows of its end. */
  readonly exception?: Exception;
}

type Exception = Log['exceptions'][number];

/** A shell that starts its server anew does so at once, or after a short sleep. */
const SETTLE_MS = 2_000;
const SLEEPING_SETTLE_MS = 30_000;
/** So long after an end its trace may be told. */
const TRACE_MS = 2_000;

export default defineRule({
  code: 'app-gone',
  title: 'The app ended, and something else keeps the container alive',
  stage: 'exit',
  severity: 'error',
  needs: ['app', 'processes', 'listeners', 'past', 'log'],
  explains: [...NO_SERVICE, 'flapping', 'connection-reset', 'bound-to-loopback', 'wrong-port'],
  meaning:
    'The server that a start script had put into the background has ended, and the script goes on: a shell, `tail -f` or a long sleep. Or the program that started it (nodemon, `node --watch`) waits until a file changes. ' +
    'To the platform the container lives, so it is not started anew, and nothing answers the health check.',
  when({ at, app, processes, listeners, past, log }): Finding | undefined {
    if (app.exit || app.startFailure || app.stopRequestedAt !== undefined) return undefined;
    const wait = appListeners(listeners).length > 0 ? undefined : fileWait(log);
    if (wait !== undefined) return at - wait.at >= TRACE_MS ? { wait, forMs: at - wait.at } : undefined;
    const alive = processes.filter(isAlive);
    const [first, ...rest] = alive.flatMap((process) => keeperOf(process) ?? []);
    if (first === undefined || rest.length + 1 < alive.length || appListeners(listeners).length > 0) return undefined;
    const keepers = [first, ...rest] as const;
    const gone = goneServer(past) ?? crashed(past, log);
    if (gone === undefined || !hasSettled(keepers, gone.at, at)) return undefined;
    const exception = raisedBy(gone, log);
    return { gone, keepers, forMs: at - gone.at, ...(exception && { exception }) };
  },
  confidence: (found) => ('wait' in found || found.gone.listened.length > 0 ? 'certain' : 'likely'),
  summary: (found) =>
    'wait' in found
      ? waitWords(found.wait)
      : `The server ${processWords(found.gone.process)}${listenedWords(found.gone)} ended ${durationWords(found.forMs)} ago, and only ${keeperWords(found.keepers)} keeps the container alive${found.exception === undefined ? '' : `: ${located(found.exception)}`}.`,
  evidence: (found) => [
    ...('wait' in found ? waitSeen(found.wait) : keptSeen(found)),
    { source: '/proc/net/tcp', expected: 'a listener', observed: 'the app listens nowhere' },
  ],
  remedy: (found) => ('wait' in found ? waitSteps(found.wait) : keptSteps(found)),
  example: {
    gone: {
      process: exampleProcess(9, ['node', 'server.js'], { kinship: 'descendant' }),
      at: 60_000,
      listened: ['0.0.0.0:8000'],
    },
    keepers: [{ process: exampleProcess(7, ['tail', '-f', '/dev/null']), isEndless: true }],
    forMs: 5_000,
  },
});

/** The last process that had listened; else the last that is a server by its name. */
function goneServer({ vanished }: Past): Vanished | undefined {
  return vanished.findLast(({ listened }) => listened.length > 0) ?? vanished.findLast(isServer);
}

/** A program of which only the language is known, whose exception the log shows. */
const crashed = ({ vanished }: Past, log: Log): Vanished | undefined =>
  vanished.findLast((each) => isOfRole(each, 'runtime') && raisedBy(each, log) !== undefined);

const raisedBy = ({ at }: Vanished, { exceptions }: Log): Exception | undefined =>
  exceptions.findLast((each) => Math.abs(each.at - at) <= TRACE_MS);

function isServer(gone: Vanished): boolean {
  return keeperOf(gone.process) === undefined && isOfRole(gone, undefined);
}

function isOfRole({ process }: Vanished, role: KnownServer['role']): boolean {
  const { server } = recognise({ commands: [process.command] });
  return servers.some((each) => each.id === server.id && each.role === role);
}

function hasSettled(keepers: readonly Keeper[], goneAt: Instant, now: Instant): boolean {
  const isSleeping = keepers.some(({ isEndless }) => !isEndless);
  return now - goneAt >= (isSleeping ? SLEEPING_SETTLE_MS : SETTLE_MS);
}

const listenedWords = ({ listened }: Vanished): string =>
  listened.length === 0 ? '' : `, which listened on ${placeNames(listened)},`;

function keeperWords(keepers: readonly Keeper[]): string {
  // What a shell waits for tells more than the shell.
  const last = keepers.findLast(({ process }) => !isShell(process.command[0] ?? ''));
  const shown = last ?? keepers.at(-1);
  return shown === undefined
    ? 'a shell'
    : `\`${shown.process.command.join(' ').slice(0, 80)}\` (pid ${shown.process.pid})`;
}

const keptSteps = ({ exception }: Kept): readonly string[] => [
  ...(exception ? [`Mend what raises ${located(exception)}.`] : []),
  'Start the server in the last line of the script with `exec` and without `&`, so that the container ends, and is started anew, when the server does.',
  'Instead of `tail -f` on a log file, let the server log to stdout and stderr (or link the file to /dev/stdout).',
  ...(exception ? [] : ['Then read the log for why the server ended.']),
];

const keptSeen = ({ gone, keepers, exception }: Kept): readonly Evidence[] => [
  { source: '/proc', expected: 'a server that runs', observed: `${processWords(gone.process)} is gone`, at: gone.at },
  ...(exception ? [{ source: 'log', observed: located(exception), at: exception.at }] : []),
  ...keepers.slice(0, 5).map(({ process }) => ({ source: '/proc/PID/cmdline', observed: processWords(process) })),
];

// The trace is told when the next line ends it, so it may come after the supervisor's words; on a busy machine those come late.
const BEFORE_MS = 10_000;
const AFTER_MS = 2_000;

/** By the supervisor's own words, where they are the last about that program; undefined when none waits. */
function fileWait({ supervised = [], exceptions }: Log): FileWait | undefined {
  const waiting = supervised.findLast(isWaiting);
  if (waiting === undefined) return undefined;
  const { supervisor, name = 'its program', gaveUp } = waiting;
  const exception = exceptions.findLast(({ at }) => at >= gaveUp.at - BEFORE_MS && at <= gaveUp.at + AFTER_MS);
  return { supervisor, program: name, ...gaveUp, ...(exception && { exception }) };
}

/** Who waits for what, in a sentence. */
const waitWords = ({ supervisor, program, until, exception }: FileWait): string =>
  `${supervisor} says that \`${program}\` has ended, and starts it again only when ${until}, which in a container nothing does: ${exception === undefined ? 'the log shows no exception' : located(exception)}.`;

/** The same as evidence. */
const waitSeen = ({ line, at, exception }: FileWait): readonly Evidence[] => [
  { source: 'log', expected: 'a server that runs', observed: line, at },
  ...(exception ? [{ source: 'log', observed: located(exception), at }] : []),
];

/** What to do about it. */
const waitSteps = ({ supervisor, program, exception }: FileWait): readonly string[] => [
  exception ? `Mend what raises ${located(exception)}.` : `Read in the log why \`${program}\` ended, and mend that.`,
  `Start the program without ${supervisor}, which is for development: the container then ends when the program does, and the platform starts it anew.`,
];

type Waiting = SupervisedProgram & { readonly gaveUp: { at: Instant; until: string; line: string } };

const isWaiting = (program: SupervisedProgram): program is Waiting => program.gaveUp?.until !== undefined;
