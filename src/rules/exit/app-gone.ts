import { checksProcessOnly } from '../../core/checks/profile.ts';
import { durationWords } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { isOffline, uncheckedHealth, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { appListeners, type Listener } from '../../core/facts/listener.ts';
import { noPast } from '../../core/facts/past.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import { wordsBehind } from '../../remedies/hidden-exit.ts';
import { begunScript } from '../../remedies/start-script.ts';
import { crashAdvice, lineAdvice } from '../advice/crash-advice.ts';
import { GATEWAY_STATUSES } from '../shared/backend-starting.ts';
import { located } from '../shared/crash-reason.ts';
import { exampleProcess } from '../shared/example-facts.ts';
import { isStarter, keepersSeen, keeperWords, programsAmong } from '../shared/keepers.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { type FileWait, fileWait, saidWait, waitSeen, waitSteps, waitWords } from './file-wait.ts';
import { type Doubt, doubtOf, isSucceeded } from './gone-doubt.ts';
import { type GoneProgram, hasFailed, isServer, isSure, mayHaveFailed } from './gone-program.ts';
import { goneProgram } from './gone-programs.ts';
import { type LostWorkers, lostSeen, lostSteps, lostWords, lostWorkers } from './lost-workers.ts';

/** A program exited while others keep running, or its starter waits for a file change or has lost all its workers. */
type Finding = Kept | { readonly wait: FileWait } | Told | { readonly workers: LostWorkers };

/** Only a saved log shows the wait. */
interface Told {
  readonly wait: FileWait;
  readonly isTold: true;
}

interface Kept extends Doubt {
  readonly gone: GoneProgram;
  /** The living processes of the app; never empty. */
  readonly alive: readonly Process[];
  readonly forMs: number;
  /** The app passes its checks without it. */
  readonly isServed: boolean;
  /** The container's command. */
  readonly command: readonly string[];
}

type KeptFacts = Known<
  'app' | 'processes' | 'listeners' | 'past' | 'log' | 'health' | 'endpoints' | 'probes' | 'connections'
>;

/** A trace can be logged this long after an exit, and later on a busy machine. */
const TRACE_MS = 2_000;
const LATE_TRACE_MS = 4_000;

const SYMPTOMS = [...NO_SERVICE, 'flapping', 'connection-reset', 'bound-to-loopback', 'wrong-port', 'upstream-down'];

export default defineRule({
  code: 'app-gone',
  title: 'The app ended, and something else keeps the container alive',
  stage: 'exit',
  needs: ['app', 'processes', 'listeners', 'past', 'log'],
  assumes: { health: uncheckedHealth, endpoints: [], probes: [], connections: [] },
  assumesOffline: { app: unseenApp, processes: [], listeners: [], past: noPast },
  explains: SYMPTOMS,
  meaning:
    "One of the container's programs has exited, but something else keeps the container alive: another program, a supervisor, a shell, `tail -f` or a sleep. " +
    'Or the program that started it (nodemon, `node --watch`) waits until a file changes. ' +
    'The platform sees a running container, so it does not restart it. This is a warning while the app still passes its checks.',
  when(known): Finding | undefined {
    const { at, app, listeners } = known;
    if (isOffline(app)) return told(known);
    if (app.exit || app.startFailure || app.stopRequestedAt !== undefined) return undefined;
    const open = appListeners(listeners);
    const wait = open.length > 0 ? undefined : fileWait(known);
    if (wait !== undefined) return at - wait.at >= (wait.exception ? TRACE_MS : LATE_TRACE_MS) ? { wait } : undefined;
    const workers = open.length > 0 ? undefined : lostWorkers(known);
    return workers === undefined ? kept(known, open) : { workers };
  },
  explainsOf: (found) => ('isTold' in found ? [...SYMPTOMS, ...ENDS] : 'isAside' in found ? [] : SYMPTOMS),
  severity: (found) =>
    !('gone' in found) || !(found.isServed || found.mayServe || found.isAside) ? 'error' : 'warning',
  confidence: (found) =>
    !('isTold' in found) && (!('gone' in found) || (isSure(found.gone) && !found.mayServe)) ? 'certain' : 'likely',
  summary(found) {
    if ('workers' in found) return lostWords(found.workers);
    return 'wait' in found ? waitWords(found.wait) : keptWords(found);
  },
  evidence(found) {
    if ('workers' in found) return [...lostSeen(found.workers), LISTENS_NOWHERE];
    if ('isTold' in found) return waitSeen(found.wait);
    if ('wait' in found) return [...waitSeen(found.wait), LISTENS_NOWHERE];
    return [...keptSeen(found), ...(found.isServed ? [] : [LISTENS_NOWHERE])];
  },
  remedy(found) {
    if ('workers' in found) return lostSteps(found.workers);
    return 'wait' in found ? waitSteps(found.wait) : keptSteps(found);
  },
  example: {
    gone: {
      name: 'node web.js',
      pid: 9,
      at: 60_000,
      listened: ['0.0.0.0:8000'],
      how: 'exited with code 1',
      said: 'STRIPE_KEY is not set',
      isSeen: true,
    },
    alive: [exampleProcess(12, ['node', 'jobs.js'])],
    forMs: 5_000,
    isServed: false,
    command: ['sh', '-c', 'node web.js & node jobs.js & wait'],
  },
});

/** A saved log proves it when the supervisor's last words about its program say that it waits. */
function told({ log }: KeptFacts): Told | undefined {
  const wait = saidWait(log);
  return wait === undefined || wait.isWell ? undefined : { wait, isTold: true };
}

const ENDS = ['exited-early', 'exited-at-runtime'];

/** The program that exited, and the processes that keep running. */
function kept(known: KeptFacts, open: readonly Listener[]): Kept | undefined {
  const { at, app, processes } = known;
  const alive = processes.filter(isAlive);
  const living = alive.filter((each) => !isStarter(each)).map(({ command }) => command);
  const gone =
    alive.length === 0 ? undefined : goneProgram({ ...known, alive, open, ...begunScript(app.command, living) });
  const isServed = gone && servedWithout(gone, known, alive);
  if (gone === undefined || isServed === undefined || isSucceeded(gone, known, alive)) return undefined;
  const doubt = isServed ? {} : doubtOf(gone, known, alive);
  return doubt.isUnsettled ? undefined : { gone, alive, forMs: at - gone.at, isServed, ...doubt, command: app.command };
}

const LISTENS_NOWHERE: Evidence = {
  source: '/proc/net/tcp',
  expected: 'a listener',
  observed: 'the app does not listen on the port of its endpoint',
};

/** Whether the app passes its checks without that program; undefined when it is unclear whether anything is missing. */
function servedWithout(
  gone: GoneProgram,
  { at, listeners, endpoints, health, probes, settings }: Known<'listeners' | 'endpoints' | 'health' | 'probes'>,
  alive: readonly Process[],
): boolean | undefined {
  const open = appListeners(listeners).filter(
    ({ port }) => endpoints.length === 0 || endpoints.some((each) => each.port === port),
  );
  if (open.length === 0) {
    // A program that exited may be a job that runs before the server starts.
    const startMs = isSure(gone) ? YOUNG_MS : usualStartMs(settings);
    const mayServeYet =
      health.release.state === 'waiting' && programsAmong(alive).some((each) => isServerUnder(startMs, each, at));
    if (mayServeYet) return undefined;
    return checksProcessOnly(settings) && health.status === 'running' && gone.listened.length === 0;
  }
  if (!mayHaveFailed(gone)) return undefined;
  const outcome = probes.at(-1)?.outcome;
  // A front server that has nothing left to forward to still passes some checks.
  if (outcome?.kind === 'answered' && GATEWAY_STATUSES.includes(outcome.status)) return false;
  return health.status === 'running' && health.runtime.consecutiveFailures === 0 ? true : undefined;
}

const YOUNG_MS = 10_000;

const isServerUnder = (ageMs: number, { command, startedAt }: Process, at: number): boolean =>
  at - startedAt < ageMs && isServer(command);

function keptWords({ gone, alive, forMs, isServed }: Kept): string {
  const { exception, said, last, how, isSeen } = gone;
  const lastWords = last === undefined || hasFailed(gone) ? last : `its last line was "${last}"`;
  const reason = exception ? located(exception) : (said ?? lastWords);
  const why = reason === undefined ? '' : ` (${reason.replace(/[\s.]+$/, '')})`;
  const end = isSeen ? `${how === undefined ? 'exited' : `${how},`} ${durationWords(forMs)} ago` : 'is not running';
  const rest = isServed ? 'the rest of the app still passes its checks' : keeperWords(alive);
  return `${subject(gone)}${listenedWords(gone)} ${end}${why}, but ${rest}.`;
}

function subject({ name, pid, told }: GoneProgram): string {
  if (name === undefined) return 'A program that the command started';
  const label = `\`${name}\``;
  if (pid !== undefined) return `${label} (pid ${pid})`;
  return told === undefined ? label : `${label} of ${told.supervisor}`;
}

const listenedWords = ({ listened }: GoneProgram): string =>
  listened.length === 0 ? '' : `, which listened on ${placeNames(listened)},`;

const keptSeen = ({ gone, alive }: Kept): readonly Evidence[] => {
  const { exception, said, last, told, how, at, isSeen } = gone;
  const line = said ?? last;
  const observed = `${subject(gone)} ${isSeen ? (how ?? 'has exited') : 'is not running'}`;
  return [
    { source: told ? 'log' : '/proc', expected: 'a running program', observed: told?.line ?? observed, at },
    ...(exception ? [{ source: 'log', observed: located(exception), at: exception.at }] : []),
    ...(line === undefined ? [] : [{ source: 'log', observed: line }]),
    ...keepersSeen(alive),
  ];
};

function keptSteps({ gone, alive, command }: Kept): readonly string[] {
  const { exception, said, last, told } = gone;
  const words = said ?? last;
  const advice = exception ? crashAdvice(exception) : lineAdvice(words === undefined ? [] : [words], command);
  const cause = exception ? located(exception) : (said ?? (hasFailed(gone) ? last : undefined));
  const others = programsAmong(alive);
  const endTogether = [
    ...(told?.supervisor === 'concurrently' ? [KILL_OTHERS] : []),
    ...(told === undefined && others.length > 0 ? [WAIT_FOR_EACH] : []),
    ...(told === undefined && others.length === 0 ? endWithIt(gone, command) : []),
  ];
  // The cause comes first: a container that exits with its program does not fix it.
  const correct = causeSteps(advice, cause);
  return correct.length === 0
    ? [...endTogether, 'Then check the log to see why it exited.']
    : [...correct, ...endTogether];
}

const causeSteps = (advice: string | undefined, cause: string | undefined): readonly string[] => [
  ...(advice === undefined ? [] : [advice]),
  ...(cause === undefined ? [] : [`Fix what the log reports: ${cause.replace(/[\s.]+$/, '')}.`]),
];

const KILL_OTHERS =
  'Start concurrently with `--kill-others-on-fail`: the container then exits when one of its programs fails, and the platform restarts it.';
const WAIT_FOR_EACH =
  'Run each program in its own container. Or start the server last, with `exec` and without `&`: the container then exits when the server does.';
/** The words after the program in the command's own text keep the container alive and hide its exit code. */
function endWithIt({ name = '' }: GoneProgram, command: readonly string[]): readonly string[] {
  const behind = wordsBehind(command, name);
  if (behind === undefined) return EXEC;
  return [
    `Make \`exec ${name}\` the last command of the script and remove \`${behind}\`, which hides its exit code: the container then exits when the program does.`,
  ];
}

const EXEC = [
  'Start the server in the last line of the script with `exec` and without `&`. The container then exits when the server does, and the platform restarts it.',
  'Let the server log to stdout and stderr (or link its log file to /dev/stdout) instead of running `tail -f`.',
] as const;
