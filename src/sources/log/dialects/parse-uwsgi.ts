import type { ServerEvent } from '../../../core/facts/log-event.ts';
import { signalName } from '../../../core/facts/signal.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { Dialect } from './parse-dialect.ts';
import { parseServerLine, type ServerLog } from './parse-server-line.ts';

/** uWSGI's own log (2.0), each line with or without a timestamp. No line names its writer: a worker counts only if it was announced. */
export const uwsgi: Dialect<ServerEvent> = {
  needles:
    /HARAKIRI ON WORKER|DAMN ! worker|awned uWSGI (?:worker|master)|unable to (?:load app|find )|no app loaded|failed loading app in|uwsgi socket \d|SIGINT\/SIGTERM rec|goodbye to uWSGI|!!! uWSGI process/,
  parse(raw) {
    const stamp = STAMP.exec(raw)?.[0] ?? '';
    const event = parseServerLine(log, raw.slice(stamp.length));
    return event !== undefined && stamp !== '' && 'line' in event ? { ...event, line: quotable(raw, 300) } : event;
  },
};

// Without --log-date, some lines have a timestamp and others do not.
const STAMP = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} - /;

const log: ServerLog = {
  server: 'uwsgi',
  loggers: /^uwsgi/i,
  messages: [
    {
      begins: 'spawned uWSGI master',
      pattern: /^spawned uWSGI master process \(pid: (\d{1,10})\)$/,
      read: ([, pid]) => ({ kind: 'server-started', writer: Number(pid) }),
    },
    {
      begins: 'uwsgi socket ',
      pattern: /^uwsgi socket \d{1,4} (?:bound to|inherited) (?:TCP|UNIX) address (\S{1,500}) .{0,100}fd \d{1,6}$/,
      read: ([, url = '']) => ({ kind: 'listening', url }),
    },
    {
      begins: 'spawned uWSGI worker ',
      pattern: /^spawned uWSGI worker \d{1,6} (?:\(and the only\) )?\(pid: (\d{1,10}), cores: \d{1,6}\)$/,
      read: ([, pid]) => ({ kind: 'worker-booting', worker: Number(pid) }),
    },
    {
      begins: 'Respawned uWSGI worker ',
      pattern: /^Respawned uWSGI worker \d{1,6} \(new pid: (\d{1,10})\)$/,
      read: ([, pid]) => ({ kind: 'worker-booting', worker: Number(pid) }),
    },
    {
      begins: '*** HARAKIRI ON WORKER ',
      pattern:
        /^\*\*\* HARAKIRI ON WORKER \d{1,6} \(pid: (\d{1,10}), try: \d{1,6}(?:, graceful: (?:yes|no))?\) \*\*\*$/,
      read: ([, pid], { line }) => ({ kind: 'worker-timeout', worker: Number(pid), line, phase: 'request' }),
    },
    {
      begins: 'DAMN ! worker ',
      pattern: /^DAMN ! worker \d{1,6} \(pid: (\d{1,10})\) died, killed by signal (\d{1,3}) :\( trying respawn \.\.\.$/,
      read: ([, pid, number], { line }) => {
        const signal = signalName(Number(number));
        return signal === undefined ? undefined : { kind: 'worker-signalled', worker: Number(pid), signal, line };
      },
    },
    {
      begins: '!!! uWSGI process ',
      pattern: /^!!! uWSGI process (\d{1,10}) got Segmentation Fault !!!$/,
      read: ([, pid], { line }) => ({ kind: 'worker-signalled', worker: Number(pid), signal: 'SIGSEGV', line }),
    },
    {
      begins: 'DAMN ! worker ',
      pattern: /^DAMN ! worker \d{1,6} \(pid: (\d{1,10})\) died :\( trying respawn \.\.\.$/,
      read: ([, pid]) => ({ kind: 'worker-exiting', worker: Number(pid) }),
    },
    {
      begins: 'unable to find ',
      pattern: /^unable to find "[^"]{1,200}" callable(?: in file .{1,300})?$/,
      read: (_, { line }) => ({ kind: 'app-not-found', line }),
    },
    {
      begins: 'unable to load app ',
      pattern: /^unable to load app \d{1,6} \(mountpoint='[^']{0,300}'\) \(callable not found or import error\)$/,
      read: (_, { line }) => ({ kind: 'worker-failed', line }),
    },
    {
      begins: 'SIGINT/SIGTERM received',
      pattern: /^SIGINT\/SIGTERM received\.\.\.killing workers\.\.\.$/,
      read: () => ({ kind: 'stopping', signal: 'term' }),
    },
    {
      begins: 'goodbye to uWSGI.',
      pattern: /^goodbye to uWSGI\.$/,
      read: (_, { line }) => ({ kind: 'shutting-down', line }),
    },
  ],
};
