import type { ServerEvent } from '../../../core/facts/log-event.ts';
import type { Dialect } from './parse-dialect.ts';
import { parseServerLine, type ServerLog } from './parse-server-line.ts';

/** Puma's own log (5.x and 6.x, cluster mode): `[7] ! Terminating timed out worker (Worker 0 failed to boot within 60 seconds): 12`. */
export const puma: Dialect<ServerEvent> = {
  needles:
    /Puma starting in|! Terminating timed|\((?:PID|pid): \d{1,10}\) booted|! Unable to start worker|\* Listening on |=== puma shutdown|! Unable to load application/,
  parse: (line) => parseServerLine(log, line),
};

const log: ServerLog = {
  server: 'puma',
  loggers: /^puma/i,
  messages: [
    {
      begins: 'Puma starting in ',
      pattern: /^Puma starting in (?:cluster|single) mode\.\.\.$/,
      read: () => ({ kind: 'server-started' }),
    },
    {
      begins: '* Listening on ',
      pattern: /^\* Listening on (\S{1,500})$/,
      needsWriter: true,
      read: ([, url = ''], { writer }) => ({ kind: 'listening', url, ...(writer !== undefined && { master: writer }) }),
    },
    {
      // Lower case up to 5.1. Logged when a worker has loaded the app, so the worker is ready from its first line.
      begins: '- Worker ',
      pattern: /^- Worker (\d{1,6}) \((?:PID|pid): (\d{1,10})\) booted(?: in [\d.]+s)?, phase: (\d+)$/,
      needsWriter: true,
      read: ([, index, pid, phase]) => ({
        ...{ kind: 'worker-booting', worker: Number(pid), isReady: true },
        slot: `worker ${index} of phase ${phase}`,
      }),
    },
    {
      begins: '! Terminating timed out worker',
      pattern:
        /^! Terminating timed out worker(?: \([Ww]orker(?: \d{1,6})? failed to (boot|check in) within (\d{1,6}) seconds\))?: (\d{1,10})$/,
      needsWriter: true,
      read: ([, what, limit, pid], { line }) => ({
        ...{ kind: 'worker-timeout', worker: Number(pid), line },
        ...(what !== undefined && { phase: what === 'boot' ? 'boot' : 'request', limitS: Number(limit) }),
      }),
    },
    {
      begins: '! Unable to start worker',
      pattern: /^! Unable to start worker$/,
      needsWriter: true,
      read: (_, { line, writer }) => ({ kind: 'worker-failed', line, ...(writer !== undefined && { worker: writer }) }),
    },
    {
      begins: '! Unable to load application: ',
      pattern: /^! Unable to load application: .{1,1000}$/,
      read: (_, { line }) => {
        const raised = RAISED.exec(line)?.[1];
        return { kind: 'worker-failed', ...(raised !== undefined && { raised }), line };
      },
    },
    {
      begins: '=== puma shutdown: ',
      pattern: /^=== puma shutdown: [\d: +-]{1,40} ===$/,
      read: () => ({ kind: 'stopping', signal: 'term' }),
    },
  ],
};

/** Puma names the exception itself, before the traceback, which may come much later on a busy machine. */
const RAISED = /! Unable to load application: ([A-Z][\w:]{0,80}: .{1,300})/;
