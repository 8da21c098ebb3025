import { DEFAULT_FORM, isExact, sameForm } from '../facts/line-form.ts';
import type { ServerEvent } from '../facts/log-event.ts';
import type { Worker, WorkerPool } from '../facts/worker-pool.ts';

/**
 * Whether a line that looks like the server's own fits its earlier lines, by its form, its writer and its worker.
 * If the log announces no workers (Gunicorn with `--log-level warning`), any pid passes, because only /proc knows them.
 */
export function isPlausible(pool: WorkerPool, event: ServerEvent): boolean {
  if (event.kind === 'server-started' && pool.shutDownAt !== undefined) return true;
  if (!hasItsForm(pool, event)) return false;
  if (event.kind === 'server-started') return true;
  return event.server === pool.server && hasItsWriter(pool, event) && hasItsWorker(pool, event);
}

function hasItsForm({ form }: WorkerPool, event: ServerEvent): boolean {
  if (form === undefined || event.form === undefined || sameForm(form, event.form)) return true;
  // The first line of a saved log may lack its start.
  if (event.form === DEFAULT_FORM && DEFAULT_FORM.endsWith(form)) return true;
  // A text that an app or a start script prints must not hide the server's lines, which have their own form.
  const announces = ['server-started', 'listening', 'worker-booting'].includes(event.kind);
  return announces && isExact(event.form) && !isExact(form);
}

function hasItsWriter(pool: WorkerPool, event: ServerEvent): boolean {
  const { writer } = event;
  if (writer === undefined || pool.master === undefined) return true;
  switch (event.kind) {
    case 'server-started':
    case 'worker-booting':
      return true;
    case 'listening':
      return event.master === undefined || event.master === writer;
    case 'worker-ready':
    case 'worker-exiting':
    case 'request-failed':
    case 'worker-failed':
      return announcesLate(pool) || pool.workers.some(({ pid }) => pid === writer);
    default:
      return writer === pool.master || (pool.otherMasters ?? []).includes(writer);
  }
}

function hasItsWorker(pool: WorkerPool, event: ServerEvent): boolean {
  const isAboutOne =
    event.kind === 'worker-timeout' || event.kind === 'worker-signalled' || event.kind === 'worker-exited';
  if (!isAboutOne) return true;
  const worker = pool.workers.find(({ pid }) => pid === event.worker);
  if (worker?.bootedAt === undefined) return pool.master === undefined || announcesLate(pool);
  return event.kind !== 'worker-timeout' || !isReaped(worker);
}

/**
 * Puma first mentions a worker when it has booted. A worker that never boots appears only in its timeout line, which names its writer.
 * Unicorn's workers may first report that they are ready, and PHP-FPM reports only those that it starts later.
 */
const announcesLate = ({ server }: WorkerPool): boolean => ['puma', 'unicorn', 'php-fpm'].includes(server);

/** A worker that only reported its own exit may still hang. A worker whose exit the master reported is gone. */
const isReaped = ({ end }: Worker): boolean =>
  end?.kind === 'signal' || (end?.kind === 'exit' && end.code !== undefined);
