import { type Count, forgottenCount } from '../../core/bounded-list.ts';
import type { Instant } from '../../core/clock.ts';
import type { Confidence } from '../../core/diagnosis/diagnosis.ts';
import type { WorkerPhase } from '../../core/facts/log-event.ts';
import type { Heartbeat, Process } from '../../core/facts/process.ts';
import type { Worker, WorkerPool } from '../../core/facts/worker-pool.ts';
import { bareLoopS } from './bare-loop.ts';
import {
  ageOf,
  diedAgain,
  diedBooting,
  isBootAge,
  isPastBoot,
  repetitions,
  shownTimeout,
  type TimedOut,
  type Timeout,
  type TimeoutSetting,
} from './shown-timeout.ts';

/** The facts that show whether a worker was killed while it booted or over a request. */
export interface TimeoutClues extends TimeoutSetting {
  readonly pool: WorkerPool;
  readonly heartbeats: readonly Heartbeat[];
  readonly processes: readonly Process[];
  /** When the app was first fit for traffic. */
  readonly healthySince?: Instant;
}

/** A worker that its server killed for being silent too long. */
export interface TimedOutWorker {
  readonly pid: number;
  readonly at: Instant;
  readonly line: string;
  /** From its announcement to the timeout, in seconds. */
  readonly ageS?: number;
  readonly phase: WorkerPhase;
  readonly confidence: Confidence;
  /** What shows the phase: the heartbeat file, or the log and its times. */
  readonly phaseBy: 'heartbeat' | 'log';
  /** The reason in words: "its heartbeat file was never touched". */
  readonly because: string;
  /** Nothing shows whether it was booting or handling a request: `phase` is only the likelier one. */
  readonly isPhaseUnknown?: true;
  /** The request that it was handling, from its server's line or its own. */
  readonly request?: string;
}

/** The timed-out workers, oldest first, and the timeout that they show. */
export interface PoolTimeouts {
  readonly timeout: Timeout;
  /** The last 64 at most. */
  readonly workers: readonly TimedOutWorker[];
  /** How many there were in this phase, including the forgotten ones. With `since`, at most five minutes back, only those since then. */
  count(phase: TimedOutWorker['phase'], since?: Instant): Count;
}

/** Finds the phase of every timed-out worker whose pid is confirmed. A timeout of a pid that nothing else mentions is treated as a forged line. */
export function poolTimeouts(clues: TimeoutClues): PoolTimeouts {
  const confirmed = clues.pool.workers.filter((worker): worker is TimedOut => isConfirmed(worker, clues));
  const bareS = bareLoopS(clues);
  const timeout: Timeout = bareS === undefined ? shownTimeout(confirmed, clues) : { by: 'ages', s: bareS };
  const workers = confirmed.map((worker) => {
    const ageS = ageOf(worker);
    const { at, line } = worker.timeout;
    const verdict = phaseOf(worker, { ...clues, confirmed, timeout });
    return { pid: worker.pid, at, line, ...(ageS !== undefined && { ageS }), ...requestOf(worker), ...verdict };
  });
  const isIn = (phase: TimedOutWorker['phase']) => (worker: Worker) =>
    isConfirmedLike(worker, clues, confirmed) && phaseOf(worker, { ...clues, confirmed, timeout }).phase === phase;
  return {
    timeout,
    workers: workers.sort((a, b) => a.at - b.at),
    count(phase, since) {
      const kept = workers.filter((each) => each.phase === phase && each.at >= (since ?? each.at)).length;
      const { count, isLeast } = forgottenCount(clues.pool.forgotten, isIn(phase), since);
      return { count: kept + count, isLeast };
    },
  };
}

const SAME_MS = 2_000;

/** A Gunicorn worker that is killed raises an exception where it hangs, and names its request. */
function requestOf({ timeout, failedRequest }: TimedOut): Pick<TimedOutWorker, 'request'> {
  const isIts = failedRequest !== undefined && Math.abs(failedRequest.at - timeout.at) <= SAME_MS;
  const request = timeout.request ?? (isIts ? failedRequest.request : undefined);
  return request === undefined ? {} : { request };
}

/** Only its line is known of an unannounced worker that is forgotten, so it is as credible as others like it. */
const isConfirmedLike = (worker: Worker, clues: TimeoutClues, confirmed: readonly TimedOut[]): worker is TimedOut =>
  isConfirmed(worker, clues) ||
  (worker.timeout !== undefined &&
    worker.bootedAt === undefined &&
    confirmed.some(({ bootedAt }) => bootedAt === undefined));

interface AllClues extends TimeoutClues {
  readonly confirmed: readonly TimedOut[];
  readonly timeout: Timeout;
}

type Verdict = Pick<TimedOutWorker, 'phase' | 'confidence' | 'phaseBy' | 'because' | 'isPhaseUnknown'>;

const boot = (confidence: Confidence, because: string): Verdict => ({
  phase: 'boot',
  confidence,
  phaseBy: 'log',
  because,
});
const request = (confidence: Confidence, because: string): Verdict => ({
  ...boot(confidence, because),
  phase: 'request',
});

const START_UNSEEN: Verdict = { ...request('likely', 'its start is not in the log'), isPhaseUnknown: true };

/** The phase of a worker whose start is not in the log: its replacements may show it. */
function phaseUnseen(worker: TimedOut, { confirmed, timeout, timeoutS }: AllClues): Verdict {
  const isYounger = timeout.by === 'ages' && timeout.s < timeoutS && diedAgain(worker, confirmed);
  return isYounger || diedBooting(worker, confirmed, timeout)
    ? boot('likely', 'each replacement was killed the same way')
    : START_UNSEEN;
}

/** The source that shows the phase. */
export const saidBy = ({ phaseBy }: TimedOutWorker): string => (phaseBy === 'heartbeat' ? '/proc/PID/fd' : 'log');

/** Clues in order of their weight: the server's own line, the heartbeat, then times. */
function phaseOf(worker: TimedOut, clues: AllClues): Verdict {
  const said = phaseBySaying(worker, clues.pool) ?? phaseOfBareLoop(clues);
  if (said !== undefined) return said;
  const heartbeat = clues.heartbeats.find(({ pid }) => pid === worker.pid);
  if (heartbeat === undefined)
    return isReapedInPart(worker, clues) ? phaseUnseen(worker, clues) : phaseByTimes(worker, clues);
  const verdict =
    heartbeat.beatAt === undefined
      ? boot('certain', 'its heartbeat file was never touched')
      : request('certain', 'its heartbeat had started');
  return { ...verdict, phaseBy: 'heartbeat' };
}

function phaseBySaying({ readyAt, timeout }: TimedOut, { server, version }: WorkerPool): Verdict | undefined {
  if (timeout.phase !== undefined) return { ...boot('certain', 'the server logged it'), phase: timeout.phase };
  if (readyAt !== undefined && readyAt <= timeout.at) return request('certain', 'it had reported that it was ready');
  // Since 22.0.0 the age of an untouched heartbeat file is negative, so a worker that boots never times out.
  const neverAtBoot = server === 'gunicorn' && Number.parseInt(version ?? '0', 10) >= 22;
  return neverAtBoot ? request('certain', `Gunicorn ${version} never times out a booting worker`) : undefined;
}

const phaseOfBareLoop = (clues: TimeoutClues): Verdict | undefined =>
  bareLoopS(clues) === undefined ? undefined : boot('likely', 'the workers timed out at equal intervals');

function phaseByTimes(worker: TimedOut, { confirmed, timeout, healthySince }: AllClues): Verdict {
  const ageS = ageOf(worker);
  const old = ageS === undefined ? '' : `it was ${ageS.toFixed(1)} s old`;
  const wasHealthy = healthySince !== undefined && healthySince < worker.timeout.at;
  if (ageS !== undefined && timeout.by !== 'nothing' && isPastBoot(ageS, timeout.s)) {
    return request(wasHealthy ? 'certain' : 'likely', `${old}, older than a boot can take`);
  }
  if (wasHealthy) return request('likely', 'the app had answered before');
  if (ageS === undefined) return boot('likely', 'the app had never answered');
  if (timeout.by === 'nothing') {
    return repetitions(confirmed) > 0
      ? boot('likely', 'each replacement was killed the same way')
      : { ...request('likely', `${old}, and no worker was killed at that age before`), isPhaseUnknown: true };
  }
  const alike = confirmed.filter((each) => isBootAge(ageOf(each) ?? 0, timeout.s));
  // Two generations may share an age by chance, if nothing else shows that it is the timeout.
  const wanted = timeout.by === 'ages' && alike.length < 3 && !isDefault(timeout.s) ? 2 : 1;
  return boot(repetitions(alike) >= wanted ? 'certain' : 'likely', `${old}, the same as the timeout`);
}

/** Gunicorn's default timeout. */
const isDefault = (timeoutS: number): boolean => timeoutS === 30;

/**
 * Whether a worker has finished its boot after `at`: by its heartbeat, its own line, or because it lived longer than a boot can take.
 * Whatever comes after a stop signal does not count: a server that stops no longer kills.
 */
export function bootedSince({ pool, heartbeats }: TimeoutClues, timeout: Timeout, at: Instant): boolean {
  const stop = pool.stoppingAt ?? Number.POSITIVE_INFINITY;
  const until = Math.min(stop, lastToldAt(pool));
  const hasOutlived = ({ bootedAt, timeout: killed, end }: Worker): boolean =>
    timeout.by !== 'nothing' &&
    killed === undefined &&
    bootedAt !== undefined &&
    bootedAt >= at &&
    isPastBoot((Math.min(until, end?.at ?? until) - bootedAt) / 1_000, timeout.s);
  return (
    heartbeats.some(({ beatAt = 0 }) => beatAt > at) ||
    pool.workers.some((worker) => isWithin(worker.readyAt, at, stop) || hasOutlived(worker))
  );
}

const isWithin = (instant: Instant | undefined, from: Instant, to: Instant): boolean =>
  instant !== undefined && instant > from && instant < to;

/** When the log last mentioned this pool: nothing is known about its workers after that. */
const lastToldAt = ({ workers, stoppingAt, shutDownAt }: WorkerPool): Instant =>
  Math.max(
    stoppingAt ?? 0,
    shutDownAt ?? 0,
    ...workers.map(({ bootedAt, readyAt, end }) => Math.max(bootedAt ?? 0, readyAt ?? 0, end?.at ?? 0)),
  );

/** Whether a worker timed out, and something besides that line mentions its pid: a forged line does not count. */
function isConfirmed(worker: Worker, clues: TimeoutClues): worker is TimedOut {
  const { pool, heartbeats, processes } = clues;
  const { timeout, pid, bootedAt, readyAt } = worker;
  if (timeout === undefined) return false;
  const masters = [...(pool.master === undefined ? [] : [pool.master]), ...(pool.otherMasters ?? [])];
  const isForeign = timeout.writer !== undefined && masters.length > 0 && !masters.includes(timeout.writer);
  const isAnnounced = bootedAt !== undefined || readyAt !== undefined;
  const isKnown = heartbeats.some((each) => each.pid === pid);
  const isChild = processes.some((each) => each.pid === pid && each.kinship !== 'main');
  // Puma and Unicorn announce a worker only when it has booted; the master itself reports a timeout.
  const isMasters =
    ['puma', 'unicorn'].includes(pool.server) && timeout.writer !== undefined && timeout.writer === pool.master;
  // Its line names the script and the request: nothing else writes both.
  const isWhole = pool.server === 'php-fpm' && timeout.request !== undefined;
  const isNamed = isAnnounced || isKnown || isChild || isMasters || isWhole || isReapedInPart(worker, clues);
  return !isForeign && (isNamed || bareLoopS(clues) !== undefined);
}

/** The log is cut before the start. The master's line about the same worker's exit mentions it a second time. */
const isReapedInPart = ({ bootedAt, timeout, end }: Worker, { pool, heartbeats, processes }: TimeoutClues): boolean =>
  bootedAt === undefined &&
  (end?.kind === 'signal' || (end?.kind === 'exit' && end.code !== undefined) || isReplaced(timeout, pool)) &&
  pool.listeningAt.length === 0 &&
  heartbeats.length === 0 &&
  processes.length === 0;

/** Whether another worker was started just after its exit. */
const isReplaced = (timeout: Worker['timeout'], { workers }: WorkerPool): boolean =>
  timeout !== undefined &&
  workers.some(({ bootedAt = 0 }) => bootedAt >= timeout.at && bootedAt <= timeout.at + REPLACED_MS);

const REPLACED_MS = 3_000;
