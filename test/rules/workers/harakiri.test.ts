import { describe, expect, test } from 'vitest';
import { harakiriOf } from '../../../src/rules/workers/harakiri.ts';

const line = 'Mon Nov 30 13:01:35 2026 - *** HARAKIRI ON WORKER 1 (pid: 19, try: 1) ***';
const status = (what: string): string => `Mon Nov 30 13:01:35 2026 - HARAKIRI ${what}`;
const tail = (...lines: readonly string[]) => lines.map((text) => ({ origin: 'stdout', text }));
const whole = tail(
  status('[core 0] 10.0.0.9 - GET /earlier since 1796043600'),
  line,
  status('!!! worker 1 status !!!'),
  status('[core 0] 10.77.0.1 - GET /report?key=1 since 1796043691'),
  status('!!! end of worker 1 status !!!'),
);

describe('a worker that uWSGI killed', () => {
  test('was handling the request in the lines below, without its query', () => {
    expect(harakiriOf({ line }, whole, [])).toEqual({ request: 'GET /report' });
  });

  test.each([
    [['uwsgi', '--harakiri', '3', '--master']],
    [['/usr/bin/uwsgi-core', '--harakiri=3']],
    [['uwsgi', '-t', '3']],
  ])('had the time of the option: %j', (command) => {
    expect(harakiriOf({ line }, [], [['sh', '-c', 'x'], command])).toEqual({ limitS: 3 });
  });

  test.each([
    ['a file has the option', ['uwsgi', '--ini', 'uwsgi.ini']],
    ['it is another option', ['uwsgi', '--harakiri-verbose']],
    ['it is switched off', ['uwsgi', '--harakiri', '0']],
    ['another program has it', ['gunicorn', '-t', '3']],
  ])('tells nothing where %s', (_what, command) => {
    expect(harakiriOf({ line }, tail(line, 'GET /report since 5'), [command])).toEqual({});
  });
});
