import { signalName } from '../../../core/facts/signal.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { ServerMessage, ServerWords } from './parse-server-line.ts';

const message = (begins: string, pattern: RegExp, read: ServerMessage['read']): ServerMessage => ({
  begins,
  pattern,
  read,
});

const bindFailed: ServerMessage['read'] = (_, { line }) => ({ kind: 'bind-failed', line });

const own = (worker: number | undefined): { worker?: number } => (worker === undefined ? {} : { worker });

/** Gunicorn's messages about itself and its workers, in every version from 19.0 to 26.1. */
export const gunicornMessages: readonly ServerMessage[] = [
  message('WORKER TIMEOUT (', /^WORKER TIMEOUT \(pid:(\d{1,10})\)$/, ([, pid], { line }) => ({
    kind: 'worker-timeout',
    worker: Number(pid),
    line,
  })),
  message('Booting worker with', /^Booting worker with pid: (\d{1,10})$/, ([, pid]) => ({
    kind: 'worker-booting',
    worker: Number(pid),
  })),
  message('Worker exiting (', /^Worker exiting \(pid: (\d{1,10})\)$/, ([, pid]) => ({
    kind: 'worker-exiting',
    worker: Number(pid),
  })),
  // 20.1.0 only.
  message(
    'Worker with pid ',
    /^Worker with pid (\d{1,10}) was terminated due to signal (\d+)$/,
    ([, pid, n], { line }) => signalled(Number(pid), signalName(Number(n)), line),
  ),
  // 21.0 and later.
  message(
    'Worker (pid:',
    /^Worker \(pid:(\d{1,10})\) was sent (SIG\w{1,12})!(?: Perhaps out of memory\?)?$/,
    ([, pid, name], { line }) => signalled(Number(pid), name, line),
  ),
  message('Worker (pid:', /^Worker \(pid:(\d{1,10})\) exited with code (-?\d{1,5})\.?$/, ([, pid, code]) => ({
    kind: 'worker-exited',
    worker: Number(pid),
    code: Number(code),
  })),
  message('Exception in worker process', /^Exception in worker process:?$/, (_, { line, writer }) => ({
    kind: 'worker-failed',
    line,
    ...own(writer),
  })),
  message('Starting gunicorn ', /^Starting gunicorn (\d+(?:\.\w+)+)$/, ([, version]) => ({
    kind: 'server-started',
    ...(version !== undefined && { version }),
  })),
  message('Listening at: ', /^Listening at: (\S{1,500})(?: \((\d{1,10})\))?$/, ([, url = '', pid]) => ({
    kind: 'listening',
    url,
    ...(pid !== undefined && { master: Number(pid) }),
  })),
  message('Using worker: ', /^Using worker: (\S{1,200})$/, ([, workerClass = '']) => ({
    kind: 'worker-class',
    workerClass,
  })),
  message('Handling signal: ', /^Handling signal: (term|int|quit|hup)$/, ([, signal = '']) => ({
    kind: 'stopping',
    signal,
  })),
  message('Shutting down: ', /^Shutting down: \S{1,200}$/, (_, { line }) => ({ kind: 'shutting-down', line })),
  message('Reason: ', /^Reason: Worker failed to boot\.$/, (_, { line }) => ({
    kind: 'shutting-down',
    reason: 'worker-failed',
    line,
  })),
  message('Reason: ', /^Reason: App failed to load\.$/, (_, { line }) => ({
    kind: 'shutting-down',
    reason: 'app-not-found',
    line,
  })),
  message('Connection in use: ', /^Connection in use: \S.{0,300}$/, bindFailed),
  message('Invalid address: ', /^Invalid address: \S.{0,300}$/, bindFailed),
  message("Can't connect to ", /^Can't connect to \S.{0,300}$/, bindFailed),
  // An ERROR from 23.0. It says what the others do not: permission denied, address family not supported.
  message('connection to (', /^connection to \(.{1,300}\) failed: \[Errno .{1,300}$/, bindFailed),
  {
    begins: 'Error handling request ',
    pattern: /^Error handling request (?:[A-Z]{3,10} )?(\/[^\s?]{0,120})(?:\?\S{0,1000})?$/,
    needsWriter: true,
    read: ([, path = ''], { writer }) =>
      writer === undefined ? undefined : { kind: 'request-failed', worker: writer, request: quotable(path, 140) },
  },
  // The worker has served `max_requests`, so it was ready and did not fail to boot.
  {
    begins: 'Autorestarting worker',
    pattern: /^Autorestarting worker after current request\.$/,
    needsWriter: true,
    read: ready,
  },
  // 24.0 and later; only the asgi worker and Uvicorn's worker log that they are ready.
  { begins: 'ASGI server listening on ', pattern: /^ASGI server listening on \S+$/, needsWriter: true, read: ready },
  {
    begins: 'Application startup complete.',
    pattern: /^Application startup complete\.$/,
    needsWriter: true,
    read: ready,
  },
  {
    begins: 'Application startup failed.',
    pattern: /^Application startup failed\. Exiting\.$/,
    needsWriter: true,
    read: (_, { line, writer }) => ({ kind: 'worker-failed', line, ...own(writer) }),
  },
];

function signalled(worker: number, signal: string | undefined, line: string): ServerWords | undefined {
  return signal === undefined ? undefined : { kind: 'worker-signalled', worker, signal, line };
}

function ready(_: RegExpExecArray, { writer }: { readonly writer?: number }): ServerWords {
  return { kind: 'worker-ready', ...own(writer) };
}
