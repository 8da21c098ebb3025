import { type Count, forgottenCount } from '../../core/bounded-list.ts';
import type { Worker, WorkerPool } from '../../core/facts/worker-pool.ts';
import { QUICK_MS } from '../../core/memory/worker-list.ts';

/** A worker that ended by itself soon after it was started. */
export type QuickEnd = Worker & Required<Pick<Worker, 'bootedAt' | 'end'>>;

const MANY = 5;

/** How many workers came to nothing: these, and those that are forgotten. */
export function quickCount(ends: readonly QuickEnd[], { forgotten }: WorkerPool): Count {
  const { count, isLeast } = forgottenCount(forgotten, isQuick);
  return { count: ends.length + count, isLeast };
}

/**
 * The workers of a respawn loop, oldest first: at least five, more than half of those that are known, each over within 10 s.
 * None of them timed out, was ready, or ended because its server stopped.
 */
export function quickEnds({ workers, stoppingAt }: WorkerPool): readonly QuickEnd[] {
  const stop = stoppingAt ?? Number.POSITIVE_INFINITY;
  const ended = workers.filter(
    (worker) => worker.bootedAt !== undefined && worker.end !== undefined && worker.end.at < stop,
  );
  const quick = workers.filter((worker): worker is QuickEnd => isQuick(worker) && (worker.end?.at ?? stop) < stop);
  const isLoop = quick.length >= MANY && 2 * quick.length > ended.length;
  return isLoop ? [...quick].sort((a, b) => a.bootedAt - b.bootedAt) : [];
}

const isQuick = ({ bootedAt, readyAt, timeout, end }: Worker): boolean =>
  bootedAt !== undefined &&
  readyAt === undefined &&
  timeout === undefined &&
  end !== undefined &&
  end.at - bootedAt <= QUICK_MS;
