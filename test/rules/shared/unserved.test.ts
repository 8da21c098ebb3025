import { expect, test } from 'vitest';
import type { Process } from '../../../src/core/facts/process.ts';
import { unservedOf } from '../../../src/rules/shared/unserved.ts';
import { app, process } from '../../support/builders.ts';
import { log } from '../../support/rule-builders.ts';

const of = (pid: number, command: readonly string[], ppid = 7): Process =>
  process({ pid, ppid, command, kinship: pid === 7 ? 'main' : 'descendant' });
const script = of(7, ['sh', 'start.sh']);
const celery = ['python', '/usr/bin/celery', '-A', 'shop', 'worker'];
const ready = log(['celery@host ready.']);

test.each<[string, readonly Process[], ReturnType<typeof log> | undefined]>([
  ['a worker behind a script', [script, of(8, celery)], undefined],
  ['what it has started itself', [of(7, celery), of(8, celery), of(9, ['node', 'report.js'])], undefined],
  ['a program that only its words show to be one', [of(7, ['python', 'jobs.py'])], ready],
])('only %s runs', (_, processes, said = log()) => {
  const command = processes[0]?.command ?? [];
  expect(unservedOf(app({ command }), processes, said)?.words).toBe(
    'Celery is a worker, which processes jobs and listens on no port',
  );
});

test.each<[string, readonly Process[], ReturnType<typeof log> | undefined]>([
  ['of a known runtime', [script, of(8, celery), of(9, ['node', 'server.js'])], undefined],
  ['of any name', [script, of(8, celery), of(9, ['./api'])], undefined],
  ['beside one whose words the log shows', [script, of(8, ['python', 'jobs.py']), of(9, ['node', 'web.js'])], ready],
])('a program %s may be the server', (_, processes, said = log()) => {
  expect(unservedOf(app({ command: script.command }), processes, said)).toBeUndefined();
});
