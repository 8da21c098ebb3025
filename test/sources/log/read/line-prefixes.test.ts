import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { LogEvent } from '../../../../src/core/facts/log-event.ts';
import { createLogReader } from '../../../../src/sources/log/read/log-reader.ts';
import { provenBy } from '../../../support/replay.ts';
import { logOf } from '../dialects/gunicorn-runs.ts';

const trace = (name: string): readonly string[] =>
  readFileSync(new URL(`../../../fixtures/traces/${name}.log`, import.meta.url), 'utf8').split('\n');

const labelled = (prefix: string, lines: readonly string[]): readonly string[] =>
  lines.map((line) => `12:00:01 ${prefix.padEnd(8)} | ${line}`);

/** The lines of both by turns, as two programs write at the same time. */
const mixed = (a: readonly string[], b: readonly string[]): string =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [a[i], b[i]])
    .flat()
    .flatMap((line) => (line === undefined ? [] : [`${line}\n`]))
    .join('');

function eventsOf(log: string, chunkLength = log.length): readonly LogEvent[] {
  const events: LogEvent[] = [];
  const reader = createLogReader((event) => events.push(event));
  for (let at = 0; at < log.length; at += chunkLength) reader.write(Buffer.from(log.slice(at, at + chunkLength)));
  reader.end();
  return events;
}

const exceptionsIn = (events: readonly LogEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === 'exception' ? [`${event.text} in ${event.where}`] : [])).sort();

const withoutProgram = (event: LogEvent): LogEvent => {
  if (event.kind !== 'exception') return event;
  const { program, ...rest } = event;
  expect(program).toBe('web.1');
  return rest;
};

const PYTHON = 'RuntimeError: boot failed in /srv/app/chain.py line 5, in b';

test.each([
  ['node_uncaught', 'TypeError: no database in /srv/app/a.js line 1, in start'],
  ['ruby', 'KeyError: key not found: "DATABASE_URL" in r.rb line 1, in fetch'],
  ['java', 'java.lang.IllegalStateException: no database in Boot.java line 2, in Boot.connect'],
  ['python_chain', PYTHON],
])('the traces of two programs of one Procfile are told apart: %s', (name, told) => {
  const log = mixed(labelled('web.1', trace(name)), labelled('worker.1', trace('python_chain')));
  expect(exceptionsIn(eventsOf(log))).toEqual([told, PYTHON].sort());
  expect(exceptionsIn(eventsOf(log, 7))).toEqual([told, PYTHON].sort());
});

test("a server's own lines are understood behind the name of its program", () => {
  const plain = logOf('v26.1.0_request_timeout').toString();
  const log = `${labelled('web.1', plain.split('\n')).join('\n')}\n`;
  expect(eventsOf(log).map(withoutProgram)).toEqual(eventsOf(plain));
  expect(provenBy(Buffer.from(log))).toEqual(provenBy(Buffer.from(plain)));
});

test("a process manager's own words are still heard", () => {
  const log = `${labelled('web.1', ['started with pid 7', ...trace('node_uncaught'), 'exited with code 1']).join('\n')}\n`;
  expect(eventsOf(log).map(({ kind }) => kind)).toEqual(['supervised', 'exception', 'supervised']);
});

test.each([
  ['concurrently', '[web] ', '[jobs] '],
  ['Overmind', 'web    | ', 'jobs   | '],
  ['Compose', 'web-1  | ', 'jobs-1 | '],
])('an exception tells whose it is behind the labels of %s', (_, web, jobs) => {
  const lines = trace('node_uncaught').map((line) => `${web}${line}`);
  const events = eventsOf(
    mixed(
      lines,
      trace('python_chain').map((line) => `${jobs}${line}`),
    ),
  );
  const programs = events.flatMap((event) => (event.kind === 'exception' ? [event.program] : []));
  expect(programs.sort()).toEqual([jobs, web].map((label) => label.replace(/[^\w-]/g, '')));
});

test("a server's own lines are understood behind a label that other lines may have, too", () => {
  const lines = [
    '[web] INFO:     Started server process [7]',
    '[jobs] could not connect to db:5432: Connection refused',
  ];
  expect(eventsOf(`${lines.join('\n')}\n`).map(({ kind }) => kind)).toEqual(['worker-booting', 'dependency-failed']);
});

test('the words of a process manager about file watchers are heard behind a label', () => {
  const line = '[web] [nodemon] app crashed - waiting for file changes before starting...';
  expect(eventsOf(`${line}\n`)).toMatchObject([{ kind: 'supervised', supervisor: 'nodemon' }]);
});
