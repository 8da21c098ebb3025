import type { Worker, WorkerPool } from './worker-pool.ts';

const KEPT_ENDED = 64;
// Live ones must not be forgotten: a timeout of a worker that was never announced is not believed.
const KEPT_WORKERS = 512;

/** The pool with that worker as the newest; of those that ended only the last are kept. */
export function withWorker(pool: WorkerPool, worker: Worker): WorkerPool {
  const workers = [...pool.workers.filter(({ pid }) => pid !== worker.pid), worker];
  const surplus = workers.filter(({ end }) => end !== undefined).length - KEPT_ENDED;
  const oldest = surplus > 0 ? workers.filter(({ end }) => end !== undefined).slice(0, surplus) : [];
  return { ...pool, workers: workers.filter((each) => !oldest.includes(each)).slice(-KEPT_WORKERS) };
}

/** The pool after something happened to the worker of that pid, if it has one. */
export function changedWorker(pool: WorkerPool, pid: number, change: (worker: Worker) => Partial<Worker>): WorkerPool {
  const workers = pool.workers.map((worker) => (worker.pid === pid ? { ...worker, ...change(worker) } : worker));
  return { ...pool, workers };
}
