import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { ServerEvent } from '../facts/log-event.ts';
import type { WorkerEnd, WorkerPool } from '../facts/worker-pool.ts';
import { isPlausible } from './plausible-event.ts';
import { changedWorker, withWorker } from './worker-list.ts';

type Event<K extends ServerEvent['kind']> = Extract<ServerEvent, { kind: K }>;

/**
 * Folds a server event into the pool. A pool starts with the first event, and again when a server starts after the last one
 * shut down. Events that do not fit the pool (by their pids, or the form of their line) change nothing.
 */
export function withServerEvent(before: WorkerPool | undefined, event: ServerEvent, at: Instant): WorkerPool {
  const pool = before === undefined || isGuess(before, event) ? emptyPool(event) : before;
  return isPlausible(pool, event) ? folded(pool, event, at) : pool;
}

/** A log that is read from the middle may start with a line that another server could also have written. */
const isGuess = ({ server, master, listeningAt, timeoutCount }: WorkerPool, event: ServerEvent): boolean =>
  server !== event.server && master === undefined && listeningAt.length === 0 && timeoutCount === 0;

const emptyPool = ({ server }: ServerEvent): WorkerPool => ({
  server,
  listeningAt: [],
  workers: [],
  bootCount: 0,
  timeoutCount: 0,
});

function folded(pool: WorkerPool, event: ServerEvent, at: Instant): WorkerPool {
  switch (event.kind) {
    case 'server-started':
      return started(pool, event);
    case 'listening':
      return listening(pool, event);
    case 'worker-class':
      return { ...pool, workerClass: event.workerClass };
    case 'worker-booting':
      return booting(pool, event, at);
    case 'worker-ready':
      return ready(pool, event, at);
    case 'worker-timeout':
      return timedOut(pool, event, at);
    case 'worker-signalled':
      return ended(pool, event.worker, { kind: 'signal', at, signal: event.signal });
    case 'worker-exited':
      return ended(pool, event.worker, { kind: 'exit', at, code: event.code });
    case 'worker-exiting':
      return exiting(pool, event, at);
    case 'request-failed':
      return changedWorker(pool, event.worker, () => ({ failedRequest: { at, request: event.request } }));
    case 'worker-failed':
      return failed(pool, event, at);
    case 'app-not-found':
      return { ...pool, appNotFound: { at, line: event.line } };
    case 'bind-failed':
      return { ...pool, bindFailure: { at, line: event.line } };
    case 'stopping':
      return stopping(pool, event, at);
    case 'shutting-down':
      return shuttingDown(pool, event, at);
    default:
      return event satisfies never;
  }
}

function started(before: WorkerPool, event: Event<'server-started'>): WorkerPool {
  const isRepeated = event.writer !== undefined && event.writer === before.master && before.shutDownAt === undefined;
  if (isRepeated) return before;
  const isSuccessor = before.shutDownAt === undefined && before.server === event.server;
  // If the former server's exit was not logged, both may run (USR2, two servers) with live workers.
  const pool = isSuccessor ? withMaster(before, event.writer) : withMaster(emptyPool(event), event.writer);
  return {
    ...pool,
    ...(event.version !== undefined && { version: event.version }),
    ...(event.form !== undefined && { form: event.form }),
    startCount: (before.startCount ?? 0) + 1,
  };
}

function listening(before: WorkerPool, event: Event<'listening'>): WorkerPool {
  const { bindFailure: _, ...pool } = withMaster(before, event.master);
  const addresses = pool.listeningAt.includes(event.url) ? pool.listeningAt : pushed(pool.listeningAt, event.url, 8);
  return { ...pool, listeningAt: addresses, ...(event.form !== undefined && { form: event.form }) };
}

function booting(before: WorkerPool, event: Event<'worker-booting'>, at: Instant): WorkerPool {
  // A server that is stopping boots no more workers, so this one was reloading.
  const { stoppingAt: _, ...pool } = before;
  const { slot } = event;
  const worker = { pid: event.worker, bootedAt: at, ...(slot !== undefined && { slot }) };
  const booted = withWorker(pool, { ...worker, ...(event.isReady && { readyAt: at }) });
  return { ...booted, bootCount: pool.bootCount + 1, ...(event.form !== undefined && { form: event.form }) };
}

function ready(pool: WorkerPool, event: Event<'worker-ready'>, at: Instant): WorkerPool {
  const unready = pool.workers.filter((worker) => worker.readyAt === undefined && worker.end === undefined);
  const only = unready.length === 1 ? unready[0]?.pid : undefined;
  const pid = event.worker ?? only;
  // An app's own `after_fork` may have replaced Unicorn's line that announces a worker.
  const isFirst = pool.server === 'unicorn' && !pool.workers.some((worker) => worker.pid === pid && !worker.end);
  if (isFirst && pid !== undefined)
    return booting(pool, { ...event, kind: 'worker-booting', worker: pid, isReady: true }, at);
  return pid === undefined ? pool : changedWorker(pool, pid, ({ readyAt }) => ({ readyAt: readyAt ?? at }));
}

function ended(pool: WorkerPool, pid: number, end: WorkerEnd): WorkerPool {
  const isKnown = pool.workers.some((worker) => worker.pid === pid);
  return isKnown ? changedWorker(pool, pid, () => ({ end })) : withWorker(pool, { pid, end });
}

/** Uvicorn's master also reports the exit of a worker that never announced itself. That worker started when the previous one had exited. */
function exiting(pool: WorkerPool, { server, worker: pid }: Event<'worker-exiting'>, at: Instant): WorkerPool {
  const end: WorkerEnd = { kind: 'exit', at };
  if (server !== 'uvicorn' || pool.workers.some((worker) => worker.pid === pid)) {
    return changedWorker(pool, pid, (worker) => (worker.end ? {} : { end }));
  }
  const before = Math.max(0, ...pool.workers.map((worker) => worker.end?.at ?? 0));
  return withWorker({ ...pool, bootCount: pool.bootCount + 1 }, { pid, bootedAt: before || at, end });
}

function failed(pool: WorkerPool, event: Event<'worker-failed'>, at: Instant): WorkerPool {
  const worker = pool.workers.find(({ pid }) => pid === event.worker);
  if (worker?.readyAt !== undefined) return pool;
  const before = pool.bootFailure;
  const firstAt = before && { firstAt: before.firstAt ?? before.at };
  const { line, raised } = event;
  return { ...pool, bootFailure: { at, line, ...(raised !== undefined && { raised }), ...firstAt } };
}

function timedOut(pool: WorkerPool, event: Event<'worker-timeout'>, at: Instant): WorkerPool {
  const { worker: pid, line, writer, phase, limitS, request } = event;
  const timeout = {
    ...{ kind: 'timeout' as const, at, line },
    ...(writer !== undefined && { writer }),
    ...(phase !== undefined && { phase }),
    ...(limitS !== undefined && { limitS }),
    ...(request !== undefined && { request }),
  };
  const worker = pool.workers.find((each) => each.pid === pid) ?? { pid };
  // A second TIMEOUT line for the same pid is Gunicorn escalating to SIGKILL, not a second worker.
  if (worker.timeout !== undefined) return pool;
  return { ...withWorker(pool, { ...worker, timeout, end: timeout }), timeoutCount: pool.timeoutCount + 1 };
}

function stopping(before: WorkerPool, event: Event<'stopping'>, at: Instant): WorkerPool {
  if (isOtherMaster(before, event.writer)) return before;
  // A reload may change the logging configuration. The next worker's line shows the new form.
  const { form, ...pool } = before;
  return { ...pool, stoppingAt: at, ...(event.signal !== 'hup' && form !== undefined && { form }) };
}

function shuttingDown(before: WorkerPool, event: Event<'shutting-down'>, at: Instant): WorkerPool {
  const { reason, line } = event;
  // A traceback after it reports the same failure again.
  if (reason === 'worker-failed' && line.startsWith('gunicorn.errors.') && before.bootFailure) return before;
  if (reason === 'worker-failed') return { ...before, bootFailure: { at, line } };
  if (reason === 'app-not-found') return { ...before, appNotFound: before.appNotFound ?? { at, line } };
  return reason === undefined ? withoutMaster(before, event.writer, at) : before;
}

const KEPT_MASTERS = 8;

/** The pool with that master as the newest one. The previous one stays known until it reports that it shuts down. */
function withMaster(pool: WorkerPool, pid: number | undefined): WorkerPool {
  if (pid === undefined || pid === pool.master) return pool;
  if (pool.master === undefined) return { ...pool, master: pid };
  const others = (pool.otherMasters ?? []).filter((each) => each !== pid);
  return { ...pool, master: pid, otherMasters: pushed(others, pool.master, KEPT_MASTERS) };
}

/** Whether the pid belongs to a master that started before the newest one. */
const isOtherMaster = (pool: WorkerPool, pid: number | undefined): boolean =>
  pid !== undefined && (pool.otherMasters ?? []).includes(pid);

/** The pool after a master reported that it shuts down. Without a pid it is the newest one. */
function withoutMaster(before: WorkerPool, pid: number | undefined, at: Instant): WorkerPool {
  const { otherMasters = [], ...pool } = before;
  const left = otherMasters.filter((each) => each !== pid);
  if (isOtherMaster(before, pid)) return { ...before, otherMasters: left };
  const former = left.at(-1);
  // Gunicorn after USR2: the new server failed, and the old one keeps serving.
  return former === undefined
    ? { ...pool, shutDownAt: at }
    : { ...pool, master: former, otherMasters: left.slice(0, -1) };
}
