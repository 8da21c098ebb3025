import type { Instant } from '../clock.ts';
import type { WorkerPool } from '../facts/worker-pool.ts';

/** A worker that got a SIGKILL which its server did not send. */
export interface KilledWorker {
  readonly pid: number;
  readonly at: Instant;
}

/**
 * The workers that were killed from outside their server, oldest first. Not those that had timed out (Gunicorn, Unicorn and uWSGI send SIGKILL
 * themselves then), nor those of a server that was stopping, nor a pid that the log never announced: a forged line.
 */
export function killedWorkers({ workers, stoppingAt }: WorkerPool): readonly KilledWorker[] {
  const stop = stoppingAt ?? Number.POSITIVE_INFINITY;
  return workers
    .flatMap(({ pid, bootedAt, timeout, end }) => {
      const isKilled = end?.kind === 'signal' && end.signal === 'SIGKILL' && end.at < stop;
      return isKilled && timeout === undefined && bootedAt !== undefined ? [{ pid, at: end.at }] : [];
    })
    .sort((a, b) => a.at - b.at);
}
