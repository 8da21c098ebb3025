import type { ServerEvent } from '../../../core/facts/log-event.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { Dialect } from './parse-dialect.ts';
import type { ServerWords } from './parse-server-line.ts';

/**
 * PHP-FPM's own log, from 5.4 to 8.4 (sapi/fpm/fpm/fpm_children.c, fpm_request.c):
 * `[21-Nov-2026 12:00:31] WARNING: [pool www] child 12, …`.
 */
export const phpFpm: Dialect<ServerEvent> = {
  needles: /(?:NOTICE|WARNING): (?:fpm is running, pid |\[pool \S{1,100}\] child \d)/,
  parse(line) {
    const [, text = ''] = LINE.exec(line.trimEnd()) ?? [];
    const said = read(text, quotable(line.trimEnd(), 300));
    return said && { server: 'php-fpm', ...said };
  },
};

const LINE = /^\[\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})?\] (?:NOTICE|WARNING): (.{1,1000})$/;

const CHILD = '^\\[pool \\S{1,100}\\] child (\\d{1,10})';

const READERS: readonly (readonly [RegExp, (groups: readonly string[], line: string) => ServerWords])[] = [
  [/^fpm is running, pid (\d{1,10})$/, ([pid]) => ({ kind: 'server-started', writer: Number(pid) })],
  [new RegExp(`${CHILD} started$`), ([pid]) => ({ kind: 'worker-booting', worker: Number(pid), isReady: true })],
  [
    new RegExp(
      `${CHILD}, script '.{1,400}?' \\(request: "([A-Z]{3,10} [^"\\s?]{1,200})[^"]{0,400}"\\) execution timed out \\([\\d.]{1,16} sec\\), terminating$`,
    ),
    ([pid, request = ''], line) => ({
      ...{ kind: 'worker-timeout', worker: Number(pid), line, phase: 'request' },
      request: quotable(request, 140),
    }),
  ],
  [
    new RegExp(
      `${CHILD} exited on signal \\d{1,2} \\((SIG[A-Z]{2,8})(?: - core dumped)?\\) after [\\d.]{1,16} seconds from start$`,
    ),
    ([pid, signal = ''], line) => ({ kind: 'worker-signalled', worker: Number(pid), signal, line }),
  ],
];

function read(text: string, line: string): ServerWords | undefined {
  for (const [pattern, say] of READERS) {
    const found = pattern.exec(text);
    if (found) return say(found.slice(1), line);
  }
  return undefined;
}
