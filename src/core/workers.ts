import type { Instant } from './clock.ts';
import type { LogEvent, ServerName } from './log-event.ts';
import { pushed } from './window.ts';

/** How a worker's life ended, as its server told it. */
export type WorkerEnd =
  | { readonly kind: 'timeout'; readonly at: Instant; readonly line: string; readonly writer?: number }
  | { readonly kind: 'signal'; readonly at: Instant; readonly signal: string }
  | { readonly kind: 'exit'; readonly at: Instant; readonly code?: number };

/** One worker process, from the line that announced it to the line that told its end. */
export interface Worker {
  readonly pid: number;
  /** Undefined when the log does not announce workers (Gunicorn with `--log-level warning`). */
  readonly bootedAt?: Instant;
  readonly readyAt?: Instant;
  readonly timeout?: Extract<WorkerEnd, { kind: 'timeout' }>;
  readonly end?: WorkerEnd;
}

/** What an application server told in its log about itself and its workers. */
export interface WorkerPool {
  readonly server: ServerName;
  readonly version?: string;
  readonly workerClass?: string;
  readonly master?: number;
  readonly listeningAt: readonly string[];
  /** The newest last; the oldest are forgotten. */
  readonly workers: readonly Worker[];
  /** How many workers were announced since the server started, forgotten ones included. */
  readonly bootCount: number;
  readonly timeoutCount: number;
  readonly bootFailure?: { readonly at: Instant; readonly line: string };
  readonly appNotFound?: { readonly at: Instant; readonly line: string };
  readonly bindFailure?: { readonly at: Instant; readonly line: string };
  /** A stop or reload signal that the server said it was handling. */
  readonly stoppingAt?: Instant;
}

const KEPT_WORKERS = 64;

const emptyPool = (server: ServerName): WorkerPool => ({
  server,
  listeningAt: [],
  workers: [],
  bootCount: 0,
  timeoutCount: 0,
});

type ServerEvent = Extract<LogEvent, { server: ServerName }>;

/** Folds one server event into the pool; a pool begins with the first event. A different server's start begins a new one. */
export function withServerEvent(before: WorkerPool | undefined, event: ServerEvent, at: Instant): WorkerPool {
  const startsOver = before === undefined || (event.kind === 'server-started' && event.writer !== before.master);
  const pool = startsOver ? emptyPool(event.server) : before;
  switch (event.kind) {
    case 'server-started':
      return {
        ...pool,
        server: event.server,
        ...(event.version && { version: event.version }),
        ...master(event.writer),
      };
    case 'listening':
      return { ...pool, listeningAt: pushed(pool.listeningAt, event.url, 8), ...master(event.master ?? pool.master) };
    case 'worker-class':
      return { ...pool, workerClass: event.workerClass };
    case 'worker-booting':
      return { ...withWorker(pool, { pid: event.worker, bootedAt: at }), bootCount: pool.bootCount + 1 };
    case 'worker-ready':
      return event.worker === undefined ? pool : changed(pool, event.worker, () => ({ readyAt: at }));
    case 'worker-timeout':
      return timedOut(pool, event, at);
    case 'worker-signalled':
      return changed(pool, event.worker, () => ({ end: { kind: 'signal', at, signal: event.signal } }));
    case 'worker-exiting':
      return changed(pool, event.worker, (w) => (w.end ? {} : { end: { kind: 'exit', at } }));
    case 'worker-exited':
      return changed(pool, event.worker, () => ({ end: { kind: 'exit', at, code: event.code } }));
    case 'worker-failed':
      return { ...pool, bootFailure: { at, line: event.line } };
    case 'app-not-found':
      return { ...pool, appNotFound: { at, line: event.line } };
    case 'shutting-down':
      return shuttingDown(pool, event, at);
    case 'stopping':
      return { ...pool, stoppingAt: at };
    case 'bind-failed':
      return { ...pool, bindFailure: { at, line: event.line } };
    default:
      return event satisfies never;
  }
}

const master = (pid: number | undefined): { master?: number } => (pid === undefined ? {} : { master: pid });

function withWorker(pool: WorkerPool, worker: Worker): WorkerPool {
  const others = pool.workers.filter(({ pid }) => pid !== worker.pid);
  return { ...pool, workers: pushed(others, worker, KEPT_WORKERS) };
}

function changed(pool: WorkerPool, pid: number, change: (worker: Worker) => Partial<Worker>): WorkerPool {
  const workers = pool.workers.map((worker) => (worker.pid === pid ? { ...worker, ...change(worker) } : worker));
  return { ...pool, workers };
}

function timedOut(pool: WorkerPool, event: Extract<LogEvent, { kind: 'worker-timeout' }>, at: Instant): WorkerPool {
  const { worker: pid, line, writer } = event;
  const timeout = { kind: 'timeout' as const, at, line, ...(writer !== undefined && { writer }) };
  const worker = pool.workers.find((each) => each.pid === pid) ?? { pid };
  // A second TIMEOUT line for the same pid is Gunicorn escalating to SIGKILL, not a second worker.
  if (worker.timeout !== undefined) return pool;
  return { ...withWorker(pool, { ...worker, timeout, end: timeout }), timeoutCount: pool.timeoutCount + 1 };
}

function shuttingDown(pool: WorkerPool, event: Extract<LogEvent, { kind: 'shutting-down' }>, at: Instant): WorkerPool {
  if (event.reason?.includes('Worker failed to boot')) return { ...pool, bootFailure: { at, line: event.line } };
  if (event.reason?.includes('App failed to load')) {
    return { ...pool, appNotFound: pool.appNotFound ?? { at, line: event.line } };
  }
  return pool;
}
