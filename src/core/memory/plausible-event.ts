import { DEFAULT_FORM, isExact, sameForm } from '../facts/line-form.ts';
import type { ServerEvent } from '../facts/log-event.ts';
import type { Worker, WorkerPool } from '../facts/worker-pool.ts';

/**
 * Whether a line that claims to be the server's own fits what the server told before: the form of the line, who wrote it, and the worker that it names.
 * Where the log announces no workers (Gunicorn with `--log-level warning`), any pid passes: only /proc can tell.
 */
export function isPlausible(pool: WorkerPool, event: ServerEvent): boolean {
  if (event.kind === 'server-started' && pool.shutDownAt !== undefined) return true;
  if (!hasItsForm(pool, event)) return false;
  if (event.kind === 'server-started') return true;
  return event.server === pool.server && hasItsWriter(pool, event) && hasItsWorker(pool, event);
}

function hasItsForm({ form }: WorkerPool, event: ServerEvent): boolean {
  if (form === undefined || event.form === undefined || sameForm(form, event.form)) return true;
  // The first line of a saved log may be cut at its beginning.
  if (event.form === DEFAULT_FORM && DEFAULT_FORM.endsWith(form)) return true;
  // A text that an app or a start script prints must not hide the lines of the server, which come in a form of their own.
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
 * Puma tells of a worker first when it has booted; one that never does is named by its timeout alone, whose line names its writer. Unicorn's
 * may first say that they are ready, and PHP-FPM tells only those that it starts later.
 */
const announcesLate = ({ server }: WorkerPool): boolean => ['puma', 'unicorn', 'php-fpm'].includes(server);

/** A worker that only said that it exits may still hang; one whose end the master told is gone. */
const isReaped = ({ end }: Worker): boolean =>
  end?.kind === 'signal' || (end?.kind === 'exit' && end.code !== undefined);
