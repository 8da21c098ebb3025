import { expect, test } from 'vitest';
import { puma } from '../../../../src/sources/log/dialects/parse-puma.ts';
import { uwsgi } from '../../../../src/sources/log/dialects/parse-uwsgi.ts';

test('names the exception that the line itself names', () => {
  const line = '[7] ! Unable to load application: KeyError: key not found: "DATABASE_URL"';
  const raised = 'KeyError: key not found: "DATABASE_URL"';
  expect(puma.parse(line)).toMatchObject({ kind: 'worker-failed', raised, line });
});

test('names no exception where the line tells of another trouble', () => {
  expect(puma.parse('[7] ! Unable to load application: something odd')).not.toHaveProperty('raised');
});

test.each([
  ['[7] ! Terminating timed out worker (Worker 0 failed to boot within 60 seconds): 12', 'boot'],
  ['[7] ! Terminating timed out worker (Worker 0 failed to check in within 60 seconds): 12', 'request'],
  ['[7] ! Terminating timed out worker: 12', undefined],
])('tells what a worker was busy with when it timed out, where the server says it: %s', (line, phase) => {
  const event = puma.parse(line);
  expect(event).toMatchObject({ kind: 'worker-timeout', worker: 12 });
  expect(event && 'phase' in event ? event.phase : undefined).toBe(phase);
});

test('uWSGI times out requests only', () => {
  expect(uwsgi.parse('*** HARAKIRI ON WORKER 1 (pid: 12, try: 1) ***')).toMatchObject({ worker: 12, phase: 'request' });
});
