import { DEFAULT_FORM } from '../../../core/facts/line-form.ts';
import type { ServerEvent } from '../../../core/facts/log-event.ts';
import type { Dialect } from './parse-dialect.ts';
import { parseServerLine, type ServerLog } from './parse-server-line.ts';

/** Uvicorn's own log (`INFO:     Started server process [7]`). Its worker under Gunicorn logs through Gunicorn and is not read here. */
export const uvicorn: Dialect<ServerEvent> = {
  needles: new RegExp(
    [
      'Started (?:server|parent|reloader) process',
      'Application startup',
      'Uvicorn running on',
      'Child process \\[',
    ].join('|'),
  ),
  parse: (line) => parseServerLine(log, line),
};

const log: ServerLog = {
  server: 'uvicorn',
  loggers: /^uvicorn(?!\.access)/,
  // Gunicorn's prefix, whatever comes before it.
  isForeign: (form) => form.endsWith(DEFAULT_FORM) || form.includes('gunicorn'),
  messages: [
    {
      begins: 'Started ',
      pattern: /^Started (?:parent|reloader) process \[(\d{1,10})\](?: using \w+)?$/,
      read: ([, pid]) => ({ kind: 'server-started', ...(pid !== undefined && { writer: Number(pid) }) }),
    },
    {
      begins: 'Started server process [',
      pattern: /^Started server process \[(\d{1,10})\]$/,
      read: ([, pid]) => ({ kind: 'worker-booting', worker: Number(pid) }),
    },
    {
      begins: 'Application startup complete.',
      pattern: /^Application startup complete\.$/,
      read: () => ({ kind: 'worker-ready' }),
    },
    {
      begins: 'Application startup failed.',
      pattern: /^Application startup failed\. Exiting\.$/,
      read: (_, { line }) => ({ kind: 'worker-failed', line }),
    },
    {
      begins: 'Uvicorn running on ',
      pattern: /^Uvicorn running on (\S{1,500})(?: \(Press CTRL\+C to quit\))?$/,
      read: ([, url = '']) => ({ kind: 'listening', url }),
    },
    {
      begins: 'Child process [',
      pattern: /^Child process \[(\d{1,10})\] died$/,
      read: ([, pid]) => ({ kind: 'worker-exiting', worker: Number(pid) }),
    },
  ],
};
