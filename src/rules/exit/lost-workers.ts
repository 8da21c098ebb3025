import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import type { Vanished } from '../../core/facts/past.ts';
import { commandLine, isAlive, type Process } from '../../core/facts/process.ts';
import type { Log } from '../../core/memory/facts.ts';
import { crashAdvice, lineAdvice } from '../advice/crash-advice.ts';
import { isFailure } from '../lines/failure-line.ts';
import { correctRaised, type Logged, located } from '../shared/crash-reason.ts';
import { isStarter, programsAmong } from '../shared/keepers.ts';
import { saidBy } from '../shared/said-at-end.ts';
import { isAmong } from '../shared/whose.ts';
import { isHelper } from './file-wait.ts';
import { isServer } from './gone-program.ts';
import { isForkOf } from './shell-loops.ts';

/** The container's only program has lost all its workers and starts no new ones. */
export interface LostWorkers {
  readonly program: Process;
  /** Undefined when they lived too briefly to be counted. */
  readonly count?: number;
  readonly at: Instant;
  readonly exception?: Logged;
  /** The line that reads like the reason, when there is no exception. */
  readonly said?: string;
}

type WorkerFacts = Pick<Known<'log' | 'processes' | 'past'>, 'at' | 'log' | 'processes' | 'past'>;

/** A server that restarts its workers does so within this time. */
const AGAIN_MS = 4_000;
/** Workers that fail for the same reason exit within this time. */
const TOGETHER_MS = 10_000;
const TRACE_MS = 3_000;

/** Undefined when a worker lives or may still start, when one of them had served, or when the log shows no failure. */
export function lostWorkers(facts: WorkerFacts): LostWorkers | undefined {
  const { at, processes, past, log } = facts;
  const [program, ...more] = programsAmong(processes.filter(isAlive)).filter((each) => !isHelper(each));
  if (program === undefined || more.length > 0 || isStarter(program)) return undefined;
  const workers = past.vanished.filter((each) => isWorkerOf(each, program));
  const found = workers.length > 0 ? seenWorkers(program, workers, log) : unseenWorkers(program, log);
  return found !== undefined && at - found.at >= AGAIN_MS ? found : undefined;
}

function seenWorkers(program: Process, workers: readonly Vanished[], log: Log): LostWorkers | undefined {
  const [from, to] = [workers[0]?.at ?? 0, workers.at(-1)?.at ?? 0];
  const hasServed = workers.some(({ listened, parentListened = [] }) => listened.length + parentListened.length > 0);
  if (hasServed || to - from > TOGETHER_MS) return undefined;
  const found = { program, count: workers.length, at: to };
  const exception = log.exceptions.findLast((each) => Math.abs(each.at - to) <= TRACE_MS);
  if (exception !== undefined) return { ...found, exception };
  const { said } = saidBy({ at: to, labels: [], logged: [], tail: log.tail, isBesideOthers: false });
  return said === undefined || !isFailure(said) ? undefined : { ...found, said };
}

/** Workers that lived too briefly to be seen. The program lives, and an uncaught exception came from its own file or from a process that it spawned. */
function unseenWorkers(program: Process, { exceptions, tail }: Log): LostWorkers | undefined {
  const exception = exceptions.at(-1);
  // A script may have started another program, which exited.
  if (exception === undefined || program.kinship !== 'main') return undefined;
  const isForked = exception.isUncaught === true && isAmong(exception, [program]);
  const isSpawned =
    exception.language === 'python' &&
    isServer(program.command) &&
    tail.some(({ text }) => /^Process SpawnProcess-\d{1,4}:$/.test(text.trim()));
  return isForked || isSpawned ? { program, at: exception.at, exception } : undefined;
}

/** A Node fork of the same file, or a process that a Python server spawned. Other Python programs spawn processes for jobs. */
function isWorkerOf({ process }: Vanished, program: Process): boolean {
  if (process.ppid !== program.pid || isHelper(process)) return false;
  const line = commandLine(process);
  const isCopy = line === commandLine(program) || /\bmultiprocessing\.spawn\b/.test(line.slice(0, 300));
  return isCopy ? isServer(program.command) : isForkOf(process.command, program.command);
}

/** "All 2 workers of `uvicorn …` exited, and it starts no new ones: …". */
export function lostWords({ program, count, exception, said }: LostWorkers): string {
  const all = count === undefined ? 'The workers' : `All ${count} workers`;
  const workers = count === 1 ? 'The worker' : all;
  const why = exception ? located(exception) : (said ?? '');
  return `${workers} of \`${commandWords(program.command)}\` exited, and it starts no new ones: ${why.replace(/[\s.]+$/, '')}.`;
}

/** The evidence for it. */
export const lostSeen = ({ program, at, exception, said }: LostWorkers): readonly Evidence[] => [
  { source: '/proc', expected: 'a worker', observed: `pid ${program.pid} has no worker left`, at },
  ...(exception ? [{ source: 'log', observed: located(exception), at: exception.at }] : []),
  ...(said === undefined ? [] : [{ source: 'log', observed: said }]),
];

/** What to do about it. */
export function lostSteps({ exception, said }: LostWorkers): readonly string[] {
  const advice = exception ? crashAdvice(exception) : lineAdvice(said === undefined ? [] : [said]);
  return [
    ...(advice === undefined ? [] : [advice]),
    ...(exception
      ? [`${correctRaised(exception)}.`]
      : [`Fix what the log reports: ${(said ?? '').replace(/[\s.]+$/, '')}.`]),
    'Start it with one worker: it then exits when the app cannot be loaded, and the platform sees that. Or stop the parent when its last worker exits.',
  ];
}
