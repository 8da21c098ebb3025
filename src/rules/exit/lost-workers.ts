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

/** The one program of the container: all workers that it had started have ended, and it starts no other. */
export interface LostWorkers {
  readonly program: Process;
  /** Undefined where they lived too shortly to be counted. */
  readonly count?: number;
  readonly at: Instant;
  readonly exception?: Logged;
  /** The line that reads like the reason, where there is no exception. */
  readonly said?: string;
}

type WorkerFacts = Pick<Known<'log' | 'processes' | 'past'>, 'at' | 'log' | 'processes' | 'past'>;

/** Who starts its workers again does so sooner. */
const AGAIN_MS = 4_000;
/** Workers that failed over the same thing end in one go. */
const TOGETHER_MS = 10_000;
const TRACE_MS = 3_000;

/** Undefined where a worker lives or may come, where one of them had served, and where the log shows no failure. */
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

/** Workers that lived too shortly to be seen: the program lives, and one of its file ended over an exception that nobody caught. */
function unseenWorkers(program: Process, { exceptions, tail }: Log): LostWorkers | undefined {
  const exception = exceptions.at(-1);
  // What a script started beside it may have ended, too.
  if (exception === undefined || program.kinship !== 'main') return undefined;
  const isForked = exception.isUncaught === true && isAmong(exception, [program]);
  const isSpawned =
    exception.language === 'python' &&
    isServer(program.command) &&
    tail.some(({ text }) => /^Process SpawnProcess-\d{1,4}:$/.test(text.trim()));
  return isForked || isSpawned ? { program, at: exception.at, exception } : undefined;
}

/** A process of the same file that Node forked, or one that a server of Python's started: other programs of Python have jobs do their work. */
function isWorkerOf({ process }: Vanished, program: Process): boolean {
  if (process.ppid !== program.pid || isHelper(process)) return false;
  const line = commandLine(process);
  const isCopy = line === commandLine(program) || /\bmultiprocessing\.spawn\b/.test(line.slice(0, 300));
  return isCopy ? isServer(program.command) : isForkOf(process.command, program.command);
}

/** "The 2 workers of `uvicorn …` have ended, and it starts no others: …". */
export function lostWords({ program, count, exception, said }: LostWorkers): string {
  const all = count === undefined ? 'The workers' : `All ${count} workers`;
  const workers = count === 1 ? 'The worker' : all;
  const why = exception ? located(exception) : (said ?? '');
  return `${workers} of \`${commandWords(program.command)}\` ended, and it starts no other: ${why.replace(/[\s.]+$/, '')}.`;
}

/** The same as evidence. */
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
      : [`Correct what the log reports: ${(said ?? '').replace(/[\s.]+$/, '')}.`]),
    'Start it with one worker, which ends when the app cannot be loaded, so that the platform sees it; or end the parent when its last worker ends.',
  ];
}
