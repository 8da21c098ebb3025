import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { isOffline, type StandIns, uncheckedHealth, unseenApp, unseenPool } from '../../core/diagnosis/stand-ins.ts';
import { appListeners, type Listener } from '../../core/facts/listener.ts';
import { noPast } from '../../core/facts/past.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { unreadStep } from '../../core/facts/unread-output.ts';
import { isSupervisor, showOutput } from '../../remedies/servers/supervisors.ts';
import { crashAdvice, lineAdvice } from '../advice/crash-advice.ts';
import { isFailure } from '../lines/failure-line.ts';
import { correctRaised } from '../shared/crash-reason.ts';
import { keepersSeen, keeperWords, programsAmong } from '../shared/keepers.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { isOvercome, lineAbout, type SaidFault } from '../shared/overcome.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { brokenService } from './broken-service.ts';
import { type CrashLoop, crashLoopSeen, crashLoopWords, startedWords, workersLoop } from './crash-loops.ts';
import { isLikelierServer, isSideJob, rivalsOf } from './likely-server.ts';
import { type LoopBeside, shellLoop } from './shell-loops.ts';
import { silentLoop } from './silent-loop.ts';
import { supervisedLoop } from './supervised-loop.ts';
import { commandsOf, runScript, runScriptSteps } from './unstarted-service.ts';

interface Finding extends CrashLoop {
  /** The app responds or listens, so the restarted process is only a part of it. */
  readonly isServed?: boolean;
  /** The other running programs; any of them may be the server. */
  readonly others?: readonly Process[];
  /** One of them may not have had time to listen yet. */
  readonly mayServe?: boolean;
  /** The restarted program is probably not the server. */
  readonly isAside?: boolean;
  /** The script retries it until it succeeds, which may still happen. */
  readonly isWait?: boolean;
  /** The container's command, when the loop is in it. */
  readonly script?: readonly string[];
  /** The file that s6 or runit could not start. */
  readonly runScript?: string;
}

/** Stand-ins for the facts that a saved log does not show. */
const logAlone = {
  app: unseenApp,
  probes: [],
  pool: unseenPool,
  processes: [],
  past: noPast,
  health: uncheckedHealth,
  listeners: [],
  listenersSince: 0,
  endpoints: [],
} satisfies StandIns;

type LoopFacts = Known<'log' | keyof typeof logAlone>;

const ACTIVE_MS = 60_000;

const SYMPTOMS = [
  'exited-early',
  'exited-cleanly',
  'exited-at-runtime',
  ...NO_SERVICE,
  'accept-queue-full',
  'flapping',
  'connection-reset',
  'upstream-down',
];

export default defineRule({
  code: 'crash-loop',
  title: 'A process of the app is started again and again',
  stage: 'boot',
  needs: ['log'],
  assumes: logAlone,
  explains: [...SYMPTOMS, 'app-gone'],
  meaning:
    'A supervisor inside the container restarts a process each time it exits, and it always exits within seconds. ' +
    'The supervisor is the server that started the worker, supervisord, PM2, or a script with a loop; some give up after a few starts. ' +
    'The container itself stays up, so only its log and its CPU time show that the app never runs.',
  when: (known) => workers(known) ?? supervised(known) ?? restarts(known),
  explainsOf({ isServed, mayServe, isAside }) {
    if (isAside) return [];
    return isServed || mayServe ? SYMPTOMS : [...SYMPTOMS, 'app-gone'];
  },
  severity: ({ isServed, mayServe, isAside }) => (isServed || mayServe || isAside ? 'warning' : 'error'),
  confidence: ({ others = [], isWait }) => (others.length > 0 || isWait ? 'likely' : 'certain'),
  summary: loopWords,
  evidence: (loop) => [...crashLoopSeen(loop), ...keepersSeen(loop.others ?? [])],
  remedy: (loop) => [...causeSteps(loop), byHand(loop)],
  example: {
    supervisor: 'Gunicorn',
    started: { kind: 'workers' },
    count: 71,
    overMs: 5_000,
    last: { pid: 78, at: 0, how: 'exited with code 1' },
    said: 'missing SECRET_KEY',
  },
});

function workers(known: LoopFacts): Finding | undefined {
  const { at, pool, log, app } = known;
  const loop = workersLoop(pool, log) ?? (isOffline(app) ? silentLoop(pool, log) : undefined);
  if (loop === undefined || isOvercome(known, saidEnd(loop))) return undefined;
  return at - loop.last.at > ACTIVE_MS && !isOffline(app) ? undefined : loop;
}

/** Any line about the process that exited last. */
const saidEnd = ({ last: { at, pid }, overMs }: CrashLoop): SaidFault => ({
  at,
  firstAt: at - overMs,
  said: pid === undefined ? undefined : lineAbout(pid),
});

function loopWords(loop: Finding): string {
  const { others = [] } = loop;
  const words = crashLoopWords(loop);
  return others.length === 0 ? words : `${words.slice(0, -1)}; ${keeperWords(others)}.`;
}

function supervised(known: LoopFacts): Finding | undefined {
  const { at, log, app, health, listeners, processes } = known;
  if (app.stopRequestedAt !== undefined) return undefined;
  const loop = supervisedLoop(log, app.exit?.at ?? at, processes);
  // A supervisor that gives up on its only program exits too (PM2).
  const isOver = app.exit !== undefined && !app.exit.told && loop?.told?.isGivenUp !== true;
  if (loop === undefined || isOver) return undefined;
  const isServed = health.status === 'running' || appListeners(listeners).some(isNotItsOwn);
  // Some supervisors do not log a successful start, so it may have happened since.
  if (isServed && loop.count === 1 && loop.told?.isUnstarted) return undefined;
  // A process that was started since then is the program itself.
  const living = programsAmong(processes.filter(isAlive)).filter(({ startedAt }) => startedAt < loop.last.at - NEXT_MS);
  const others = rivalsOf(startedWords(loop.started).split(' '), living);
  const script = runScript(loop, commandsOf(app.command, processes));
  const found = { ...loop, ...(script !== undefined && { runScript: script }) };
  return isServed || !isYoung(others, known) ? { ...found, isServed } : { ...found, others, mayServe: true };
}

/** A supervisor can notice an exit later than /proc shows it. */
const NEXT_MS = 500;
/** A server usually opens its port within this time. */
const YOUNG_MS = 20_000;

/** Whether the usual start time is not over, and one of the programs is young enough to open its port yet. */
const isYoung = (programs: readonly Process[], { at, app, settings, health, past }: LoopFacts): boolean =>
  !health.everHealthy &&
  at - app.startedAt < usualStartMs(settings) &&
  programs.some(({ pid, startedAt }) => at - (past.execAt[pid] ?? startedAt) < YOUNG_MS);

/** supervisord's own web page listens too. */
const isNotItsOwn = ({ command = [] }: Listener): boolean => !isSupervisor(command);

function restarts(known: LoopFacts): Finding | undefined {
  const { app, health, listeners, log } = known;
  if (app.exit || app.stopRequestedAt !== undefined) return undefined;
  // The supervisor counts the restarts too, and it knows the program's name and status.
  if (log.supervised?.some(({ failures }) => failures > 0)) return undefined;
  const service = brokenService(known);
  if (service !== undefined) return { ...service, script: app.command };
  if (health.status === 'running' || appListeners(listeners).length > 0) return undefined;
  const loop = shellLoop(known);
  const found = loop && { ...loop, others: rivalsOf(loop.program, loop.others) };
  return found && !isYoung(found.others, known) ? { ...besideOthers(found, known), script: app.command } : undefined;
}

/** The loop as a finding, judged by the other programs that run next to it. */
function besideOthers(
  { loop, program, others, isWait }: LoopBeside,
  { at, app, settings, health }: LoopFacts,
): Finding {
  if (others.length === 0 && !isWait) return loop;
  const isAside = isSideJob(program, others) || others.some((each) => isLikelierServer(each, program));
  const mayServe = !health.everHealthy && at - app.startedAt < usualStartMs(settings);
  return { ...loop, others, mayServe, isAside, isWait };
}

function unstartedSteps({ supervisor, started, runScript: file }: Finding, line: string): readonly string[] {
  const steps = file === undefined ? undefined : runScriptSteps(line, file);
  return (
    steps ?? [
      `Fix how ${startedWords(started)} is started: ${supervisor} logged the reason, and the program never ran.`,
    ]
  );
}

const LOOK =
  'Find what makes the process exit while it starts (`sys.exit`, `os._exit`, a missing setting): its own last line is the best hint.';

const memoryStep = (supervisor: string): string => {
  const [who, option] = supervisor === 'Puma' ? [supervisor, '-w'] : ['Gunicorn before 20.1', '--workers'];
  return `Check whether the kernel kills the workers for memory (\`dmesg\`, the platform's memory graph): ${who} does not log how a worker exited. If it does, raise the memory limit or start fewer workers (\`${option}\`).`;
};

function causeSteps(loop: Finding): readonly string[] {
  const { supervisor, started, exception, said, told, script, unread } = loop;
  const what = startedWords(started);
  if (told?.isUnstarted) return unstartedSteps(loop, told.line);
  if (exception) {
    const advice = crashAdvice(exception);
    return [advice ?? `${correctRaised(exception)}.`];
  }
  if (said === undefined && unread) return [unreadStep(unread)];
  if (told === undefined && started.kind === 'program' && said !== undefined) {
    return [lineAdvice([said], script) ?? `Fix what the quoted line reports: ${what} prints it before it exits.`];
  }
  if (told === undefined) {
    return [loop.isSilent ? memoryStep(loop.supervisor) : LOOK];
  }
  if (said === undefined) return [showOutput(supervisor, what)];
  // Other programs may write to the same log.
  const advice = isFailure(said) ? lineAdvice([said]) : undefined;
  return [
    advice ??
      `Fix what makes ${what} exit while it starts: ${isFailure(said) ? 'most likely the problem in the quoted line' : 'the quoted line is the last that was printed'}.`,
  ];
}

const byHand = ({ started, told }: Finding): string =>
  told === undefined
    ? `Run the same command by hand in the same image${started.kind === 'workers' ? ', with one worker' : ''}, and see how it exits.`
    : `Run the command of ${startedWords(started)} by hand in the same image, and see how it exits.`;
