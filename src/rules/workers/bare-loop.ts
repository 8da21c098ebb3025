import type { Heartbeat, Process } from '../../core/facts/process.ts';
import type { WorkerPool } from '../../core/facts/worker-pool.ts';

interface Clues {
  readonly pool: WorkerPool;
  readonly heartbeats: readonly Heartbeat[];
  readonly processes: readonly Process[];
}

const MANY = 3;
const ALIKE_MS = 1_600;

/**
 * The seconds between the timeouts of a boot loop, when a saved log holds only timeouts (Gunicorn with `--log-level error`). There is one writer,
 * a new worker each time, and the same time between them. Undefined for anything else: slow requests do not come so evenly.
 */
export function bareLoopS({ pool, heartbeats, processes }: Clues): number | undefined {
  const { master, listeningAt, workers } = pool;
  const isBare =
    master === undefined && listeningAt.length === 0 && workers.every(({ bootedAt }) => bootedAt === undefined);
  if (!isBare || heartbeats.length > 0 || processes.length > 0) return undefined;
  const timeouts = workers.flatMap(({ timeout }) => timeout ?? []).sort((a, b) => a.at - b.at);
  const gaps = timeouts.slice(1).map(({ at }, i) => at - (timeouts[i]?.at ?? at));
  const writers = new Set(timeouts.map(({ writer }) => writer));
  const isEven = Math.min(...gaps) >= 1_000 && Math.max(...gaps) - Math.min(...gaps) <= ALIKE_MS;
  const isLoop = timeouts.length >= MANY && writers.size === 1 && !writers.has(undefined) && isEven;
  return isLoop ? Math.floor(Math.min(...gaps) / 1_000) : undefined;
}
