import type { ServerEvent } from '../../../core/facts/log-event.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { Dialect } from './parse-dialect.ts';
import { gunicornMessages } from './parse-gunicorn-messages.ts';
import { parseServerLine, type ServerLog } from './parse-server-line.ts';

/**
 * Gunicorn's log, of any version from 19.0 to 26.1 and in any format whose prefix looks like a logger's.
 * Leaves out messages about other kinds of process (DIRTY WORKER TIMEOUT).
 */
export const gunicorn: Dialect<ServerEvent> = {
  needles: new RegExp(
    [
      'WORKER TIMEOUT',
      'Booting worker',
      'Worker (?:exiting|\\(pid|with pid)',
      'Starting gunicorn',
      'Listening at',
      'Using worker',
      'Exception in worker',
      'Shutting down: ',
      'Reason: (?:Worker|App)',
      'Handling signal',
      'Connection in use',
      'Invalid address: ',
      "Can't connect to",
      'connection to \\(',
      'Application startup',
      'ASGI server listening',
      'Autorestarting worker',
      'Failed to find a',
      'Error handling request (?:[A-Z]{3,10} )?/',
      'HaltServer: <HaltServer',
    ].join('|'),
  ),
  parse(line) {
    const event = APP_NOT_FOUND.test(line) ? notFound(line) : (halted(line) ?? parseServerLine(log, line));
    return event !== undefined && isConsistent(event) ? event : undefined;
  },
};

// Printed without the logger: first the form since 20.0, then the older one.
const APP_NOT_FOUND =
  /^Failed to (?:find attribute '[^']*' in '[^']*'\.|parse '.*' as an attribute name or function call\.|find application object:? .{1,200})$/;

/** The last line of the traceback that versions before 20.1 may end with; it may be all that is left of the log. */
function halted(line: string): ServerEvent | undefined {
  const why = HALTED.exec(line)?.[1];
  if (why === undefined) return undefined;
  const reason = why.startsWith('Worker') ? 'worker-failed' : 'app-not-found';
  return { kind: 'shutting-down', server: 'gunicorn', reason, line: quotable(line, 300) };
}

// Python 2 prints no module name.
const HALTED =
  /^(?:gunicorn\.errors\.)?HaltServer: <HaltServer '(Worker failed to boot\.|App failed to load\.)' [34]>$/;

const notFound = (line: string): ServerEvent => ({
  kind: 'app-not-found',
  server: 'gunicorn',
  line: quotable(line, 300),
});

/** The writer of each line is fixed: a worker announces itself, and another process times it out. */
function isConsistent(event: ServerEvent): boolean {
  const { writer } = event;
  if (writer === undefined) return true;
  switch (event.kind) {
    case 'worker-booting':
    case 'worker-exiting':
      return event.worker === writer;
    case 'worker-timeout':
    case 'worker-signalled':
    case 'worker-exited':
      return event.worker !== writer;
    case 'listening':
      return event.master === undefined || event.master === writer;
    default:
      return true;
  }
}

const log: ServerLog = { server: 'gunicorn', loggers: /^gunicorn(?!\.access)/, messages: gunicornMessages };
