import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { WorkerPool } from '../facts/worker-pool.ts';

const KEPT_MASTERS = 8;

/** The pool with that master as the newest one; the one before stays known until it says that it shuts down. */
export function withMaster(pool: WorkerPool, pid: number | undefined): WorkerPool {
  if (pid === undefined || pid === pool.master) return pool;
  if (pool.master === undefined) return { ...pool, master: pid };
  const others = (pool.otherMasters ?? []).filter((each) => each !== pid);
  return { ...pool, master: pid, otherMasters: pushed(others, pool.master, KEPT_MASTERS) };
}

/** Whether the pid is that of a master that started before the newest one. */
export const isOtherMaster = (pool: WorkerPool, pid: number | undefined): boolean =>
  pid !== undefined && (pool.otherMasters ?? []).includes(pid);

/** The pool after a master (without a pid: the newest) said that it shuts down. */
export function withoutMaster(before: WorkerPool, pid: number | undefined, at: Instant): WorkerPool {
  const { otherMasters = [], ...pool } = before;
  const left = otherMasters.filter((each) => each !== pid);
  if (isOtherMaster(before, pid)) return { ...before, otherMasters: left };
  const former = left.at(-1);
  // Gunicorn after USR2: the new server failed, the old one serves on.
  return former === undefined
    ? { ...pool, shutDownAt: at }
    : { ...pool, master: former, otherMasters: left.slice(0, -1) };
}
