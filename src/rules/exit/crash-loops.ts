import { type Count, countWords, forgottenCount } from '../../core/bounded-list.ts';
import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { splitPrefix } from '../../core/facts/line-prefix.ts';
import type { Exception, LogLine } from '../../core/facts/log-event.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import { type UnreadOutput, unreadWords } from '../../core/facts/unread-output.ts';
import type { Worker, WorkerPool } from '../../core/facts/worker-pool.ts';
import type { Log } from '../../core/memory/facts.ts';
import { QUICK_MS } from '../../core/memory/worker-list.ts';
import { failureLine, isFailure } from '../lines/failure-line.ts';
import { isSupervisors } from '../lines/notes.ts';
import { located } from '../shared/crash-reason.ts';
import { serverTitle } from '../shared/server-signs.ts';

/** A server's workers, or a program: by its name, or by its command in backticks. */
export type Started = { readonly kind: 'workers' } | { readonly kind: 'program'; readonly name: string };

/** The name to show: `workers`, or the program's. */
export const startedWords = (started: Started): string => (started.kind === 'workers' ? 'workers' : started.name);

/** A process that something starts again and again. */
export interface CrashLoop {
  /** The process that restarts it: a server by its name, or another process in words. */
  readonly supervisor: string;
  readonly started: Started;
  readonly count: number;
  /** There were more than `count`. */
  readonly isLeast?: boolean;
  /** From the first start to the last end. */
  readonly overMs: number;
  /** The log has no timestamps, so nothing shows how long each process lived. */
  readonly isUntimed?: true;
  /** Where it listened until it exited, if it did. */
  readonly listened?: readonly string[];
  /** The server does not log how its workers exit. */
  readonly isSilent?: true;
  /** `how` completes "it": "exited with code 1", "was killed by SIGKILL". */
  readonly last: { readonly pid?: number; readonly at: Instant; readonly how: string };
  readonly exception?: Pick<Exception, 'text' | 'where' | 'dependency'>;
  /** The last line printed, when the log shows no exception. */
  readonly said?: string;
  /** Output that is not read, if nothing else shows why. */
  readonly unread?: UnreadOutput;
  /** The supervisor's own line about the last start, and whether it has given up. */
  readonly told?: { readonly line: string; readonly isGivenUp: boolean; readonly isUnstarted: boolean };
}

/** This many exits are a loop. */
export const MANY = 5;
/** This many are enough when each was a crash, such as SIGSEGV. */
const MANY_CRASHES = 3;

/** A server's workers that exit right after they start. */
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

/** The first exception of the loop, which causes the others. Without one, the last line that reads like a failure, or else the last line. */
export function whySeen(
  { exceptions, tail, unread }: Log,
  since: Instant,
): Pick<CrashLoop, 'exception' | 'said' | 'unread'> {
  const exception = exceptions.find((each) => each.at >= since);
  if (exception !== undefined) return { exception };
  // The supervisor's own lines only report that it exited.
  const own = tail.filter(({ text }) => !SERVERS_OWN.test(splitPrefix(text).text));
  const said = failureLine(own) ?? failureLine(tail) ?? lastSaid(tail);
  return { ...(said !== undefined && { said }), ...(unread && { unread }) };
}

const lastSaid = (tail: readonly LogLine[]): string | undefined =>
  tail
    .map(({ text }) => splitPrefix(text).text)
    .findLast((text) => text.trim() !== '' && !SERVERS_OWN.test(text) && !isSupervisors(text))
    ?.trim();

// uWSGI's lines about its workers, the prefixes of Gunicorn, Unicorn and Puma, and frames of a trace.
const SERVERS_OWN =
  /(?:^| - )(?:[Rr]es|s)pawned uWSGI worker |(?:^| - )DAMN ! worker |^\[[^\]]*\] \[\d+\] \[[A-Z]+\]|^[A-Z], \[|^\[\d+\] |^\s|:\d+:in [`']/;

function howEnded({ end }: QuickEnd): string {
  if (end.kind === 'signal') return `was killed by ${end.signal}`;
  return end.kind === 'exit' && end.code !== undefined ? `exited with code ${end.code}` : 'exited on its own';
}

/** What happens, in one sentence. */
export const crashLoopWords = (loop: CrashLoop): string => `${actWords(loop)}: ${reason(loop)}.`;

function actWords(loop: CrashLoop): string {
  const { supervisor, started, count, last, told, isUntimed } = loop;
  const within = isUntimed ? '' : ' within seconds';
  if (started.kind === 'workers') {
    return `${supervisor} has started ${countWords(loop)} workers that exited${within} (${lastWords(last)})`;
  }
  const times = count === 1 ? 'once' : `${countWords(loop)} times`;
  const isGivenUp = told?.isGivenUp ?? false;
  if (told?.isUnstarted) {
    return `${supervisor} could not start ${started.name} (it tried ${times}${isGivenUp ? ', then gave up' : ''})`;
  }
  const end = count === 1 ? `${last.how}${within}` : `exited${within} each time (${lastWords(last)})`;
  if (!isGivenUp) return `${supervisor} has started ${started.name} ${times}, but it ${end}`;
  // A supervisor that gave up tried more often than the log shows.
  const often = count === 1 ? '' : ` ${times}`;
  return `${supervisor} has started ${started.name}${often} and given up, because it ${end}`;
}
/** "the last one, pid 78, exited with code 1". */
const lastWords = ({ pid, how }: CrashLoop['last']): string =>
  pid === undefined ? `the last time it ${how}` : `the last one, pid ${pid}, ${how}`;
function reason({ exception, said, told, started, unread }: CrashLoop): string {
  if (told?.isUnstarted) return `it logged "${told.line}"`;
  if (exception !== undefined) return located(exception);
  const last = said?.replace(/[\s.]+$/, '');
  if (last === undefined) return unread ? unreadWords(unread) : 'the log does not show why';
  if (told === undefined) return `${started.kind === 'workers' ? 'their' : 'its'} last line was "${last}"`;
  // Other programs may write to the same log.
  return isFailure(last) ? `the log shows "${last}"` : `the last line printed was "${last}"`;
}

/** The evidence for it. */
export const crashLoopSeen = (loop: CrashLoop): readonly Evidence[] => {
  const { count, overMs, last, exception, said, told, listened = [] } = loop;
  return [
    {
      source: 'log',
      expected: 'processes that keep running',
      observed: `${countWords(loop)} ${count === 1 ? 'start' : 'starts'}${loop.isUntimed ? '' : `, the last ones within ${Math.ceil(overMs / 1_000)} s`}`,
      at: last.at,
    },
    ...(listened.length === 0
      ? []
      : [{ source: '/proc/net/tcp', observed: `it listened on ${placeNames(listened)} until it exited` }]),
    ...(told ? [{ source: 'log', observed: told.line, at: last.at }] : []),
    ...(exception ? [{ source: 'log', observed: located(exception), at: last.at }] : []),
    ...(said === undefined ? [] : [{ source: 'log', observed: said }]),
  ];
};

/** A worker that exited on its own soon after its start. */
type QuickEnd = Worker & Required<Pick<Worker, 'bootedAt' | 'end'>>;

/** How many workers exited quickly: these, and the forgotten ones. */
function quickCount(ends: readonly QuickEnd[], { forgotten }: WorkerPool): Count {
  const { count, isLeast } = forgottenCount(forgotten, isQuick);
  return { count: ends.length + count, isLeast };
}

/**
 * The workers of a respawn loop, oldest first. It takes five, or three that crashed; each exited within 10 s, and they are more than half of all known exits.
 * None of them timed out, was ready without a crash, or exited because its server stopped.
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

/** A fault in its own code killed it: no server recycles its workers with these signals. */
const hasCrashed = ({ end }: Worker): boolean =>
  end?.kind === 'signal' &&
  ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT', 'SIGSYS', 'SIGTRAP'].includes(end.signal);

/** A ready worker counts only if it crashed: PHP-FPM logs a child as started before the child has done anything. */
const isQuick = (worker: Worker): boolean => {
  const { bootedAt, readyAt, timeout, end } = worker;
  const isOver = bootedAt !== undefined && end !== undefined && end.at - bootedAt <= QUICK_MS;
  return isOver && timeout === undefined && (readyAt === undefined || hasCrashed(worker));
};
