import type { Instant } from '../../core/clock.ts';
import type { App } from '../../core/facts/app.ts';
import { exitedWords } from '../../core/facts/app.ts';
import { processName } from '../../core/facts/command-words.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { type Past, restartKey, type Vanished } from '../../core/facts/past.ts';
import { commandLine, isAlive, type Process } from '../../core/facts/process.ts';
import { isShell, nameOf, withoutBox } from '../../core/facts/program-kinds.ts';
import { shortCommand } from '../../core/facts/short-command.ts';
import { quotedProcess } from '../../core/facts/survivors.ts';
import type { Log } from '../../core/memory/facts.ts';
import { recognise } from '../../remedies/recognise.ts';
import { servers } from '../../remedies/servers/servers.ts';
import { isSupervisor } from '../../remedies/servers/supervisors.ts';
import { isOfSeveralLoops, isStopped, type ScriptLoop, scriptLoop } from '../../remedies/start-script.ts';
import { failureLine, isFailure } from '../lines/failure-line.ts';
import type { Logged } from '../shared/crash-reason.ts';
import { isOwnError } from '../shared/guessed-wait.ts';
import { programsAmong } from '../shared/keepers.ts';
import { saidBy } from '../shared/said-at-end.ts';
import { choreOf } from '../shared/startup-tasks.ts';
import { isAmong, isSameFile, mayRaise } from '../shared/whose.ts';
import { type CrashLoop, whySeen } from './crash-loops.ts';
import { isJobs, isLostServer, isServers } from './likely-server.ts';
import { type RestartLoop, restartLoops } from './restart-loops.ts';
import { lastRoundsSince, saidEachRound } from './round-words.ts';

/** The facts that show a program that a process of the app restarts over and over. */
export interface LoopFacts {
  readonly at: Instant;
  readonly app: App;
  readonly past: Past;
  readonly processes: readonly Process[];
  readonly log: Log;
  readonly endpoints: readonly Endpoint[];
}

/** A restart loop, and the programs that run next to it. */
export interface LoopBeside {
  readonly loop: CrashLoop;
  /** The command line of the restarted program. */
  readonly program: readonly string[];
  /** Any of them may be the app, and the loop may only run small jobs. */
  readonly others: readonly Process[];
  /** The script waits until it succeeds, and starts the app after it. */
  readonly isWait: boolean;
}

/** A program that a shell or a supervisor restarts over and over. Undefined when there is none, or when the loop only waits for something. */
export function shellLoop(facts: LoopFacts): LoopBeside | undefined {
  return loopsIn(facts)
    .map((loop) => restarted(loop, facts))
    .find((found) => found !== undefined);
}

/** The restarted programs, without those that the script itself stops. */
export const loopsIn = ({ past, at, app }: LoopFacts): readonly RestartLoop[] =>
  restartLoops(past, at).filter(({ last }) => !isStopped(app.command, last.process.command));

/** A script in a file does not show whether it waits. A wait is usually over within this time. */
const UNCLEAR_MS = 30_000;
/** Without a line that reads like a failure, the script may still make progress for this long. */
const UNWORDED_MS = 8_000;
/** A program that is retried until it succeeds may need this long. An error in the program itself rarely goes away later. */
const HOPELESS_MS = 20_000;

function restarted(loop: RestartLoop, facts: LoopFacts): LoopBeside | undefined {
  const { last, count, isLeast, firstAt } = loop;
  const { processes, log, app } = facts;
  if (!loop.isMany) return undefined;
  const parent = processes.find(({ pid }) => pid === last.process.ppid);
  const program = parent && programOf(last, parent, app);
  if (parent === undefined || program === undefined) return undefined;
  const words = program.split(' ');
  const beside = besideLoop(last, parent, processes);
  if (beside.length > 0 && isSaidWell(parent, log)) return undefined;
  // A job that fails next to a server that has not listened yet is not the app.
  const isLone = isShell(parent.command[0] ?? '') && beside.length === 0;
  const text = scriptLoop(scriptOf(parent, app), words, app.command);
  const found: CrashLoop = {
    supervisor: quotedProcess(parent),
    started: {
      kind: 'program',
      name: `\`${isPause(last.process) ? shortCommand(text?.typed ?? program, 80) : processName(last.process, 80)}\``,
    },
    count,
    isLeast,
    overMs: Math.max(1, last.at - firstAt),
    last: { pid: last.process.pid, at: last.at, how: last.end ? exitedWords(last.end) : 'exited on its own' },
    ...reasonIn(loop, words, beside, facts),
  };
  const isServerLost = isLostServer(words, beside);
  const isApp =
    isSupervisor(parent.command) || isAppItself(program, found, { isLone, isServerLost, parent, text }, facts);
  // A program that had listened is the server, whatever else runs.
  const others = last.listened.length > 0 ? [] : beside;
  return isApp ? { loop: found, program: words, others, isWait: text?.isWait === true } : undefined;
}

/** Why it exits, as far as the log shows which lines are its own. */
function reasonIn(
  loop: RestartLoop,
  words: readonly string[],
  beside: readonly Process[],
  { past, log }: LoopFacts,
): Pick<CrashLoop, 'exception' | 'said' | 'unread'> {
  const since = lastRoundsSince(loop);
  const gone = past.vanished.flatMap(({ process }) =>
    restartKey({ process }) === restartKey(loop.last) ? [] : process,
  );
  const isOwn = (each: Logged): boolean =>
    (beside.length === 0 || (mayRaise(words, each) && !isAmong(each, beside))) &&
    (isAmong(each, [{ command: words }]) || !isAmong(each, gone));
  const exception = log.exceptions.findLast((each) => each.at >= since && isOwn(each));
  if (exception !== undefined) return { exception };
  const said = beside.length > 0 ? (saidEachRound(loop, log.tail) ?? wordsBefore(loop.last)) : wordsOf(log, since);
  return { ...(said !== undefined && { said }), ...(log.unread && { unread: log.unread }) };
}

/** Whether its supervisor reports every exit as intended: a job that it runs again and again. */
function isSaidWell({ command }: Process, { supervised = [] }: Log): boolean {
  const ends = supervised.flatMap(({ lastEnd }) => lastEnd ?? []);
  return isSupervisor(command) && ends.length > 0 && ends.every(({ isWell }) => isWell);
}

/** The last line printed, when nothing else writes to the log. */
function wordsOf(log: Log, since: Instant): string | undefined {
  const guesses = log.dependencyFailures?.flatMap(({ target, line }) => (target === undefined ? [line] : [])) ?? [];
  const tail = log.tail.filter(({ at, text }) => (at === undefined || at >= since) && !guesses.includes(ownText(text)));
  return failureLine(tail) ?? whySeen({ ...log, exceptions: [], tail }, since).said;
}

/** The same next to other programs: a line before the last exit that only this program is likely to have written. */
function wordsBefore({ at, logged = [] }: Vanished): string | undefined {
  const { said, last } = saidBy({ at, labels: [], logged, tail: [], isBesideOthers: true });
  return said ?? last;
}

/** The restarted program: the process that was seen, or the loop's text if only its pauses last long enough to see. */
function programOf({ process }: Vanished, shell: Process, app: App): string | undefined {
  if (!isPause(process)) return commandLine(process);
  const script = scriptOf(shell, app);
  if (!isShell(shell.command[0] ?? '') || isOfSeveralLoops(script, process.command)) return undefined;
  return scriptLoop(script, process.command, app.command)?.program;
}

/** The command that holds the loop's text, if any does. It is known whole only for the container's first process. */
const scriptOf = ({ pid, command }: Process, app: App): readonly string[] => (pid === app.pid ? app.command : command);

const isPause = ({ command }: Process): boolean => nameOf(withoutBox(command)[0] ?? '') === 'sleep';

interface Round {
  readonly isLone: boolean;
  readonly isServerLost: boolean;
  readonly parent: Process;
  readonly text: ScriptLoop | undefined;
}

/** Whether the restarted program is the app. A script that waits for something restarts its small programs too. */
function isAppItself(
  program: string,
  loop: CrashLoop,
  { isLone, isServerLost, parent, text }: Round,
  { endpoints }: LoopFacts,
): boolean {
  const words = program.split(' ');
  const known = knownServer(words);
  const isServer = known !== undefined && known.role === undefined;
  if (text?.isWait) return isLone && isMissed(loop, endpoints, HOPELESS_MS) && failsItself(program, loop);
  if (isServer) return loop.exception !== undefined || isLone;
  if (isQuestion(program)) return false;
  const isClear = text !== undefined || loop.overMs >= UNCLEAR_MS;
  if (loop.exception !== undefined) return known !== undefined && (isClear || !mayAsk(words, loop, parent));
  if (isFailure(loop.said ?? '')) return isClear && (isLone || isServerLost);
  return isLone && text !== undefined && isMissed(loop, endpoints, UNWORDED_MS);
}

const isQuestion = (program: string): boolean => choreOf(program.split(' ')) !== undefined || asksOnce(program);

function knownServer(words: readonly string[]): (typeof servers)[number] | undefined {
  const { server } = recognise({ commands: [words] });
  return servers.find(({ id }) => id === server.id);
}

/** A loop of jobs needs no port. If the platform expects one, the exits are the fault. */
const isMissed = ({ overMs }: CrashLoop, endpoints: readonly Endpoint[], afterMs: number): boolean =>
  overMs >= afterMs && endpoints.some(({ source }) => source !== 'listener');

/** Whether the error is its own, so the script would wait forever. */
const failsItself = (program: string, { exception, said = '' }: CrashLoop): boolean =>
  !ASKS.test(program) && !asksOnce(program) && exception === undefined && isOwnError(said);

/** Names of programs that a script uses to check for something. */
const ASKS = /check|probe|poll|status|alive|pending|exists|(?:^|[\W_])(?:is|has|up)(?:$|[\W_])/i;

/** Whether the program may be a check of a script whose text is unknown. It fails over a dependency, or its name is not a server's. */
function mayAsk(words: readonly string[], { exception }: CrashLoop, { command: [starter = ''] }: Process): boolean {
  return exception?.dependency !== undefined || isJobs(words) || (isShell(starter) && !isServers(words));
}

/** Whether a script uses this program to check whether something is available, or it serves a single caller. */
export const asksOnce = (program: string): boolean => WAITS.test(program);

const WAITS =
  /(?:^|\/|busybox )(?:nc|ncat|netcat|socat|curl|wget|pg_isready|psql|redis-cli|mysqladmin|mysql|mongosh?|nslookup|getent|dig|ping|test|grep)(?: |$)|wait|ready|health/;

/**
 * The programs that the loop has not started in its last round: others of the same script or of the container. Workers of the same command
 * cannot be the server instead, and neither can the program that forks itself (node:cluster).
 */
export const besideLoop = (
  { process: { command, startedAt } }: Vanished,
  starter: Process,
  processes: readonly Process[],
): readonly Process[] =>
  programsAmong(processes.filter(isAlive)).filter((each) => {
    if (each.pid === starter.pid) return !isForkOf(command, starter.command);
    const branch = branchOf(each, starter, processes);
    if (branch?.command.join(' ') === command.join(' ')) return false;
    return branch === undefined || branch.startedAt <= starter.startedAt || branch.startedAt < startedAt - START_MS;
  });

/** Whether a process runs the same file as its parent, which forked it as a worker. */
export function isForkOf(command: readonly string[], parent: readonly string[]): boolean {
  const [file, other] = [command, parent].map((words) => words.slice(1).find((word) => /^[^-].*[./]/.test(word)));
  return file !== undefined && other !== undefined && isSameFile(file, other);
}

/** Start times are accurate to about 10 ms. */
const START_MS = 50;
const MAX_DEPTH = 16;

/** The starter's child that the process is, or descends from. */
function branchOf(process: Process, starter: Process, processes: readonly Process[]): Process | undefined {
  let above: Process | undefined = process;
  for (let depth = 0; above !== undefined && depth < MAX_DEPTH; depth += 1) {
    const { ppid }: Process = above;
    if (ppid === starter.pid) return above;
    above = processes.find(({ pid }) => pid === ppid);
  }
  return undefined;
}
