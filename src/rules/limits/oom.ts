import type { Instant } from '../../core/clock.ts';
import type { App } from '../../core/facts/app.ts';
import type { Cgroup } from '../../core/facts/cgroup.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import type { Past } from '../../core/facts/past.ts';
import type { WorkerPool } from '../../core/facts/worker-pool.ts';
import type { Log } from '../../core/memory/facts.ts';
import { signalOf } from '../shared/exit-meaning.ts';

/** Whom the kernel killed for memory, as far as it shows. */
export type OomVictim =
  | { readonly kind: 'main' }
  /** Of an application server. */
  | { readonly kind: 'worker'; readonly pid: number }
  | { readonly kind: 'descendant'; readonly pid: number; readonly name: string }
  /** A process that came and went unseen. */
  | { readonly kind: 'unseen' };

/** Two readings of the cgroup, and the look at an exit, lie no further apart. */
const SAME_TIME_MS = 6_000;

interface OomSigns {
  readonly app: App;
  readonly past: Past;
  readonly pool: WorkerPool;
  readonly lookedAt: Instant;
}

/** How long after it was killed for memory a large process may still be seen to live. */
const DYING_MS = 3_000;

/** Whom the kernel's last kill hit; undefined when it is old news, not to be seen yet, or the app ended at another time. A SIGKILL that a server gave itself after a timeout is not the kernel's. */
export function oomVictim(
  { app, past, pool, lookedAt }: OomSigns,
  killedAt: Instant,
  now: Instant,
): OomVictim | undefined {
  const isNear = (at: Instant): boolean => Math.abs(killedAt - at) <= SAME_TIME_MS;
  const exit = endedOnItsOwn(app);
  if (exit && signalOf(exit) === 'SIGKILL' && isNear(exit.at)) return { kind: 'main' };
  if (app.exit ? !isNear(app.exit.at) : now - killedAt > FRESH_MS) return undefined;
  const worker = pool.workers.findLast(
    ({ end, timeout }) => timeout === undefined && end?.kind === 'signal' && end.signal === 'SIGKILL' && isNear(end.at),
  );
  if (worker) return { kind: 'worker', pid: worker.pid };
  const gone = past.vanished.findLast(({ process, at }) => process.kinship !== 'main' && isNear(at));
  if (gone) {
    const { pid, name } = gone.process;
    return pool.workers.some((each) => each.pid === pid) ? { kind: 'worker', pid } : { kind: 'descendant', pid, name };
  }
  // The kernel counts before the process is gone: it may yet turn out to be the main one.
  return app.exit === undefined && lookedAt < killedAt + DYING_MS ? undefined : { kind: 'unseen' };
}

/** A runtime's own words that its heap is full. */
export interface FullHeap {
  readonly runtime: 'V8' | 'JVM';
  readonly line: string;
}

/** The newest such line; undefined when none of the last lines is one. */
export function fullHeap({ tail }: Log): FullHeap | undefined {
  for (const { text } of tail.toReversed()) {
    const runtime = V8_FULL.test(text) ? 'V8' : JVM_FULL.test(text) ? 'JVM' : undefined;
    if (runtime !== undefined) return { runtime, line: text.trim() };
  }
  return undefined;
}

// At a line's beginning, as the runtimes write it: a quoted one does not count.
const V8_FULL = /^FATAL ERROR: .{0,120}JavaScript heap out of memory/;
const JVM_FULL =
  /^(?:Exception in thread "[^"]{0,120}" |Caused by: |Terminating due to )?java\.lang\.OutOfMemoryError\b/;

/** How long after the last kill of a process it still counts, while the app itself lives. */
const FRESH_MS = 300_000;

/** When the kernel last killed for memory, since the app was started. */
export function lastOomKill({ memory }: Cgroup): Instant | undefined {
  return (memory.oomKills ?? 0) > 0 ? memory.lastOomKillAt : undefined;
}
