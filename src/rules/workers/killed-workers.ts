import { type Count, forgottenCount } from '../../core/bounded-list.ts';
import type { Instant } from '../../core/clock.ts';
import type { WorkerEnd, WorkerPool } from '../../core/facts/worker-pool.ts';

/** A worker that got a SIGKILL which its server did not send. */
export interface KilledWorker {
  readonly pid: number;
  readonly at: Instant;
}

/** How many workers were killed from outside their server from then on, those included that are forgotten. */
export function killedCount(pool: WorkerPool, since: Instant): Count {
  const kept = killedWorkers(pool).filter(({ at }) => at >= since).length;
  const { count, isLeast } = forgottenCount(pool.forgotten, ({ end, timeout }) => isSigkill(end) && !timeout, since);
  return { count: kept + count, isLeast };
}

/**
 * The workers that were killed from outside their server, oldest first. Not those that had timed out (Gunicorn, Unicorn and uWSGI send SIGKILL
 * themselves then), nor those of a server that was stopping, nor a pid that the log never announced: a forged line.
 */
export function killedWorkers({ workers, stoppingAt }: WorkerPool): readonly KilledWorker[] {
  const stop = stoppingAt ?? Number.POSITIVE_INFINITY;
  return workers
    .flatMap(({ pid, bootedAt, timeout, end }) => {
      const isKilled = isSigkill(end) && end.at < stop;
      return isKilled && timeout === undefined && bootedAt !== undefined ? [{ pid, at: end.at }] : [];
    })
    .sort((a, b) => a.at - b.at);
}

const isSigkill = (end: WorkerEnd | undefined): end is Extract<WorkerEnd, { kind: 'signal' }> =>
  end?.kind === 'signal' && end.signal === 'SIGKILL';
