import { withForgotten } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { Worker, WorkerPool } from '../facts/worker-pool.ts';

const KEPT_ENDED = 64;
// Live workers must be kept, because a timeout of an unannounced worker is not believed.
const KEPT_WORKERS = 512;

/** A worker that exits this soon after its start never became useful. */
export const QUICK_MS = 10_000;

/** The pool with that worker as the newest. Only the last exited workers are kept; the others are counted. */
export function withWorker(before: WorkerPool, worker: Worker): WorkerPool {
  const namesake = before.workers.find(({ pid }) => pid === worker.pid);
  const others = namesake === undefined ? before.workers : before.workers.filter((each) => each !== namesake);
  const workers = [...others, worker];
  const surplus = workers.length > KEPT_ENDED ? endedAmong(workers) - KEPT_ENDED : 0;
  const oldest = surplus > 0 ? workers.filter(({ end }) => end !== undefined).slice(0, surplus) : [];
  const gone = isAnother(namesake, worker) ? [namesake, ...oldest] : oldest;
  const kept = oldest.length > 0 ? workers.filter((each) => !oldest.includes(each)) : workers;
  return gone.reduce(withoutWorker, {
    ...before,
    workers: kept.length > KEPT_WORKERS ? kept.slice(-KEPT_WORKERS) : kept,
  });
}

function endedAmong(workers: readonly Worker[]): number {
  let count = 0;
  for (const { end } of workers) if (end !== undefined) count += 1;
  return count;
}

/** The kernel eventually reuses the pid of an exited worker. */
const isAnother = (namesake: Worker | undefined, worker: Worker): namesake is Worker =>
  namesake?.end !== undefined && namesake.bootedAt !== worker.bootedAt;

/** The pool after something happened to the worker of that pid, if it has one. */
export function changedWorker(pool: WorkerPool, pid: number, change: (worker: Worker) => Partial<Worker>): WorkerPool {
  const workers = pool.workers.map((worker) => (worker.pid === pid ? { ...worker, ...change(worker) } : worker));
  return { ...pool, workers };
}

function withoutWorker(pool: WorkerPool, worker: Worker): WorkerPool {
  const key = keyOf(worker, pool.stoppingAt ?? Number.POSITIVE_INFINITY);
  if (key === undefined) return pool;
  const at = worker.timeout?.at ?? worker.end?.at ?? 0;
  return { ...pool, forgotten: withForgotten(pool.forgotten, key, worker, at) };
}

/** Workers with the same key are counted together; undefined for a worker that exited normally. */
function keyOf({ bootedAt, readyAt, timeout, end }: Worker, stop: Instant): string | undefined {
  if (timeout !== undefined) {
    const age = bootedAt === undefined ? 'unknown' : ageKey((timeout.at - bootedAt) / 1_000);
    return ['timeout', age, readyAt !== undefined, timeout.line.replace(/\d+/g, '')].join('|');
  }
  if (bootedAt === undefined || end === undefined || end.at >= stop) return undefined;
  const isKilled = end.kind === 'signal' && end.signal === 'SIGKILL';
  const isQuick = readyAt === undefined && end.at - bootedAt <= QUICK_MS;
  return isKilled || isQuick ? `ended|${isKilled}|${isQuick}` : undefined;
}

const LONG_S = 100;

/** Short ages are distinguished by the second. Long ones are grouped, because they all differ. */
const ageKey = (ageS: number): number => (ageS < LONG_S ? Math.floor(ageS) : LONG_S + Math.floor(4 * Math.log2(ageS)));
