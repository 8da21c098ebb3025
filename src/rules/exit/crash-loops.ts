import { type Count, countWords, forgottenCount } from '../../core/bounded-list.ts';
import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { splitPrefix } from '../../core/facts/line-prefix.ts';
import type { Exception, LogLine } from '../../core/facts/log-event.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import type { Worker, WorkerPool } from '../../core/facts/worker-pool.ts';
import type { Log } from '../../core/memory/facts.ts';
import { QUICK_MS } from '../../core/memory/worker-list.ts';
import { failureLine, isFailure } from '../lines/failure-line.ts';
import { isSupervisors } from '../lines/notes.ts';
import { located } from '../shared/crash-reason.ts';
import { serverTitle } from '../shared/server-signs.ts';

/** What is started: a server's workers, or a program by its name or its command in backticks. */
export type Started = { readonly kind: 'workers' } | { readonly kind: 'program'; readonly name: string };

/** The same for people. */
export const startedWords = (started: Started): string => (started.kind === 'workers' ? 'workers' : started.name);

/** A process that something starts again and again. */
export interface CrashLoop {
  /** Who starts it anew: a server by its name, or another process in words. */
  readonly supervisor: string;
  readonly started: Started;
  readonly count: number;
  /** There were more than `count`. */
  readonly isLeast?: boolean;
  /** From the first start to the last end. */
  readonly overMs: number;
  /** The log has no times: nothing tells how long each of them lived. */
  readonly isUntimed?: true;
  /** Where it listened until it ended, if it did. */
  readonly listened?: readonly string[];
  /** The server does not say how its workers end. */
  readonly isSilent?: true;
  /** `pid` where it is known; `how` completes "it ended". */
  readonly last: { readonly pid?: number; readonly at: Instant; readonly how: string };
  readonly exception?: Pick<Exception, 'text' | 'where' | 'dependency'>;
  /** What was printed last, where the log shows no exception. */
  readonly said?: string;
  /** The supervisor's own words of the last start, and whether it tries no more. */
  readonly told?: { readonly line: string; readonly isGivenUp: boolean; readonly isUnstarted: boolean };
}

/** So many ends are a loop. */
export const MANY = 5;
/** So many of them, where each was a crash (SIGSEGV and its like). */
const MANY_CRASHES = 3;

/** The workers of a server that end as soon as they are started. */
export function workersLoop(pool: WorkerPool, log: Log): CrashLoop | undefined {
  const ends = quickEnds(pool);
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return {
    supervisor: serverTitle(pool.server),
    started: { kind: 'workers' },
    ...quickCount(ends, pool),
    overMs: Math.max(1, last.end.at - first.bootedAt),
    last: { pid: last.pid, at: last.end.at, how: howEnded(last) },
    ...whySeen(log, first.bootedAt),
  };
}

/** The first exception of the loop, which causes the others; else the last words of a failure, else what was printed last. */
export function whySeen({ exceptions, tail }: Log, since: Instant): Pick<CrashLoop, 'exception' | 'said'> {
  const exception = exceptions.find((each) => each.at >= since);
  if (exception !== undefined) return { exception };
  // Who starts it again only says that it ended.
  const own = tail.filter(({ text }) => !SERVERS_OWN.test(splitPrefix(text).text));
  const said = failureLine(own) ?? failureLine(tail) ?? lastSaid(tail);
  return said === undefined ? {} : { said };
}

const lastSaid = (tail: readonly LogLine[]): string | undefined =>
  tail
    .map(({ text }) => splitPrefix(text).text)
    .findLast((text) => text.trim() !== '' && !SERVERS_OWN.test(text) && !isSupervisors(text))
    ?.trim();

// What uWSGI writes of its workers; what Gunicorn, Unicorn and Puma put before their own lines; and a frame of a trace.
const SERVERS_OWN =
  /(?:^| - )(?:[Rr]es|s)pawned uWSGI worker |(?:^| - )DAMN ! worker |^\[[^\]]*\] \[\d+\] \[[A-Z]+\]|^[A-Z], \[|^\[\d+\] |^\s|:\d+:in [`']/;

function howEnded({ end }: QuickEnd): string {
  if (end.kind === 'signal') return `by ${end.signal}`;
  return end.kind === 'exit' && end.code !== undefined ? `with code ${end.code}` : 'by itself';
}

/** What happens, in one sentence. */
export const crashLoopWords = (loop: CrashLoop): string => `${actWords(loop)}: ${reason(loop)}.`;

function actWords(loop: CrashLoop): string {
  const { supervisor, started, count, last, told } = loop;
  if (started.kind === 'workers') {
    return `${supervisor} has started ${countWords(loop)} workers that ended within seconds, the last one (pid ${last.pid}) ${last.how}`;
  }
  const times = count === 1 ? 'once' : `${countWords(loop)} times`;
  if (told?.isUnstarted) {
    return `${supervisor} has tried ${times} to start ${started.name}, and could not${told.isGivenUp ? ', and tries no more' : ''}`;
  }
  const which = last.pid === undefined ? 'the last time ' : `the last one (pid ${last.pid}) `;
  const end = `it ended${count === 1 ? '' : ' each time'}${loop.isUntimed ? '' : ' within seconds'}, ${count === 1 ? '' : which}`;
  const tries = told?.isGivenUp ? `; ${supervisor} has given up on it` : '';
  // Who gives up has tried more often than the log shows.
  const often = count === 1 && told?.isGivenUp ? '' : ` ${times}`;
  return `${supervisor} has started ${started.name}${often}, and ${end}${last.how}${tries}`;
}

function reason({ exception, said, told }: CrashLoop): string {
  if (told?.isUnstarted) return `its own words are "${told.line}"`;
  if (exception !== undefined) return located(exception);
  const last = said?.replace(/[\s.]+$/, '');
  if (last === undefined) return 'the log does not show why';
  if (told === undefined) return `what it printed last was "${last}"`;
  // Others may write to the same log.
  return isFailure(last) ? `the log shows "${last}"` : `what was printed last is "${last}"`;
}

/** What shows it. */
export const crashLoopSeen = (loop: CrashLoop): readonly Evidence[] => {
  const { count, overMs, last, exception, said, told, listened = [] } = loop;
  return [
    {
      source: 'log',
      expected: 'processes that stay',
      observed: `${countWords(loop)} ${count === 1 ? 'start' : 'starts'}${loop.isUntimed ? '' : `, the last of them within ${Math.ceil(overMs / 1_000)} s`}`,
      at: last.at,
    },
    ...(listened.length === 0
      ? []
      : [{ source: '/proc/net/tcp', observed: `it listened on ${placeNames(listened)} until it ended` }]),
    ...(told ? [{ source: 'log', observed: told.line, at: last.at }] : []),
    ...(exception ? [{ source: 'log', observed: located(exception), at: last.at }] : []),
    ...(said === undefined ? [] : [{ source: 'log', observed: said }]),
  ];
};

/** A worker that ended by itself soon after it was started. */
type QuickEnd = Worker & Required<Pick<Worker, 'bootedAt' | 'end'>>;

/** How many workers came to nothing: these, and those that are forgotten. */
function quickCount(ends: readonly QuickEnd[], { forgotten }: WorkerPool): Count {
  const { count, isLeast } = forgottenCount(forgotten, isQuick);
  return { count: ends.length + count, isLeast };
}

/**
 * The workers of a respawn loop, oldest first: at least five, or three that crashed, more than half of those that are known, each over within 10 s.
 * None of them timed out, was ready and did not crash, or ended because its server stopped.
 */
function quickEnds({ workers, stoppingAt }: WorkerPool): readonly QuickEnd[] {
  const stop = stoppingAt ?? Number.POSITIVE_INFINITY;
  const ended = workers.filter(
    (worker) => worker.bootedAt !== undefined && worker.end !== undefined && worker.end.at < stop,
  );
  const quick = workers.filter((worker): worker is QuickEnd => isQuick(worker) && (worker.end?.at ?? stop) < stop);
  const isMany = quick.length >= MANY || quick.filter(hasCrashed).length >= MANY_CRASHES;
  const isLoop = isMany && 2 * quick.length > ended.length;
  return isLoop ? [...quick].sort((a, b) => a.bootedAt - b.bootedAt) : [];
}

/** A fault of its own code ended it: no server recycles its workers so. */
const hasCrashed = ({ end }: Worker): boolean =>
  end?.kind === 'signal' &&
  ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT', 'SIGSYS', 'SIGTRAP'].includes(end.signal);

/** One that was ready is counted only where it crashed: PHP-FPM calls a child started that has done nothing yet. */
const isQuick = (worker: Worker): boolean => {
  const { bootedAt, readyAt, timeout, end } = worker;
  const isOver = bootedAt !== undefined && end !== undefined && end.at - bootedAt <= QUICK_MS;
  return isOver && timeout === undefined && (readyAt === undefined || hasCrashed(worker));
};
