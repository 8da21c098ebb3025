import type { ServerName } from '../../core/facts/log-event.ts';
import type { Timeout } from './shown-timeout.ts';

const SWITCHES: Readonly<Record<ServerName, string>> = {
  gunicorn: '--timeout',
  uvicorn: '--timeout-worker-healthcheck',
  puma: 'worker timeout',
  unicorn: 'timeout',
  uwsgi: '--harakiri',
  'php-fpm': 'request_terminate_timeout',
};

/** The timeout by which the server kills, after "its": "--timeout of 5 s", "timeout (30 s by default)". States no value that nothing shows. */
export function timeoutWords(server: ServerName, timeout: Timeout): string {
  switch (timeout.by) {
    case 'setting':
    case 'line':
      return `${SWITCHES[server]} of ${timeout.s} s`;
    case 'ages':
      return `timeout of ${timeout.s} s`;
    case 'default':
      return `timeout (${timeout.s} s by default)`;
    case 'nothing':
      return 'timeout';
    default:
      return timeout satisfies never;
  }
}

/** The worker's class in words, with its article: "a sync worker", "a UvicornWorker". */
export function workerWords(workerClass: string | undefined, article: 'a' | 'each'): string {
  const name = className(workerClass);
  const noun = name === undefined ? 'worker' : name.endsWith('Worker') ? name : `${name} worker`;
  if (article === 'each') return `each ${noun}`;
  return `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** Gunicorn up to 20.0 logs gthread as `threads`; other classes are logged as a dotted path. */
function className(workerClass: string | undefined): string | undefined {
  const last = workerClass?.split(/[.:]/).at(-1);
  return last === 'threads' ? 'gthread' : last;
}
