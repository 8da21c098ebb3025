import { formOf } from '../../../core/facts/line-form.ts';
import type { Exception, ServerEvent } from '../../../core/facts/log-event.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { Dialect } from './parse-dialect.ts';
import type { ServerWords } from './parse-server-line.ts';

/**
 * Unicorn's log, as Ruby's Logger formats it by default: other formats name no writer, so any program could have written them.
 * An exception is one line, with its class at the end.
 */
export const unicorn: Dialect<ServerEvent | Exception> = {
  needles:
    /worker=\d{1,6} (?:spawned pid|ready|PID:)|reaped #<Process|listening on addr=|master complete|ERROR -- : [^\n]{1,300}\([A-Z][\w:]{0,80}\)/,
  parse,
};

// Ruby's Logger names the writer after its timestamp: `E, [2026-11-21T12:07:44.031996 #25945] ERROR -- : text`.
const LINE =
  /^([DIWEFA], \[\d{4}-\d\d-\d\dT[\d:.]{8,18} #(\d{1,10})\] {1,2}[A-Z]{3,5} -- (?:[\w.]{1,40})?: )(.{1,1000})$/;

const RAISED = /^(.{1,300}) \(([A-Z]\w{0,40}(?:::[A-Z]\w{0,40}){0,5})\)$/;

function parse(raw: string): ServerEvent | Exception | undefined {
  const [, prefix = '', pid, text = ''] = LINE.exec(raw.trimEnd()) ?? [];
  if (pid === undefined) return undefined;
  const writer = Number(pid);
  const said = read(text, writer, quotable(raw.trimEnd(), 300));
  const [, message, name] = RAISED.exec(text) ?? [];
  if (name !== undefined) {
    return { kind: 'exception', language: 'ruby', text: quotable(`${name}: ${message}`, 300) };
  }
  return said && { server: 'unicorn', form: formOf(prefix), writer, ...said };
}

const READERS: readonly (readonly [
  RegExp,
  (found: RegExpExecArray, writer: number, line: string) => ServerWords | undefined,
])[] = [
  [/^listening on addr=(\S{1,500}) fd=\d+$/, ([, url = ''], writer) => ({ kind: 'listening', url, master: writer })],
  [
    /^worker=\d{1,6} spawned pid=(\d{1,10})$/,
    ([, pid], writer) => (Number(pid) === writer ? { kind: 'worker-booting', worker: writer } : undefined),
  ],
  [/^worker=\d{1,6} ready$/, (_, writer) => ({ kind: 'worker-ready', worker: writer })],
  [
    /^worker=\d{1,6} PID:(\d{1,10}) timeout \(\d{1,8}s > (\d{1,6})s\), killing$/,
    ([, pid, limit], _writer, line) => ({ kind: 'worker-timeout', worker: Number(pid), line, limitS: Number(limit) }),
  ],
  [
    /^reaped #<Process::Status: pid (\d{1,10}) (SIG\w{1,12}) \(signal \d{1,3}\)(?: \(core dumped\))?> worker=\d{1,6}$/,
    ([, pid, signal = ''], _writer, line) => ({ kind: 'worker-signalled', worker: Number(pid), signal, line }),
  ],
  [
    /^reaped #<Process::Status: pid (\d{1,10}) exit (\d{1,3})> worker=\d{1,6}$/,
    ([, pid, code]) => ({ kind: 'worker-exited', worker: Number(pid), code: Number(code) }),
  ],
  [/^master complete$/, (_found, _writer, line) => ({ kind: 'shutting-down', line })],
];

function read(text: string, writer: number, line: string): ServerWords | undefined {
  for (const [pattern, say] of READERS) {
    const found = pattern.exec(text);
    if (found) return say(found, writer, line);
  }
  return undefined;
}
