import { describe, expect, test } from 'vitest';
import { DEFAULT_FORM, formOf, JSON_FORM } from '../../../src/core/facts/line-form.ts';
import type { ServerEvent } from '../../../src/core/facts/log-event.ts';
import type { Worker, WorkerPool } from '../../../src/core/facts/worker-pool.ts';
import { withServerEvent } from '../../../src/core/memory/workers.ts';

type Said = ServerEvent extends infer E ? (E extends unknown ? Omit<E, 'server'> : never) : never;

const MASTER = 4;
const OTHER_MASTER = 20;

const said = (event: Said): ServerEvent => ({ server: 'gunicorn', ...event });
const started = (writer = MASTER): ServerEvent =>
  said({ kind: 'server-started', version: '20.1.0', writer, form: DEFAULT_FORM });
const booting = (worker: number): ServerEvent =>
  said({ kind: 'worker-booting', worker, writer: worker, form: DEFAULT_FORM });
const timeout = (worker: number, writer = MASTER, form = DEFAULT_FORM): ServerEvent =>
  said({ kind: 'worker-timeout', worker, writer, line: 'WORKER TIMEOUT', form });
const exited = (worker: number, code: number, writer = MASTER): ServerEvent =>
  said({ kind: 'worker-exited', worker, code, writer, form: DEFAULT_FORM });
const signalled = (worker: number, signal: string): ServerEvent =>
  said({ kind: 'worker-signalled', worker, signal, writer: MASTER, line: 'was sent', form: DEFAULT_FORM });
const stopping = (signal: string, writer = MASTER): ServerEvent =>
  said({ kind: 'stopping', signal, writer, form: DEFAULT_FORM });
const shuttingDown = (writer = MASTER): ServerEvent =>
  said({ kind: 'shutting-down', line: 'Shutting down: Master', writer, form: DEFAULT_FORM });

/** The pool after the events, the first at 0, each a second after the one before. */
function poolAfter(...events: readonly ServerEvent[]): WorkerPool {
  const pool = events.reduce<WorkerPool | undefined>(
    (before, event, index) => withServerEvent(before, event, index * 1_000),
    undefined,
  );
  if (pool === undefined) throw new Error('no events');
  return pool;
}

const timedOut = ({ workers }: WorkerPool): readonly number[] =>
  workers.filter((worker) => worker.timeout !== undefined).map(({ pid }) => pid);

const only = ({ workers }: WorkerPool): Worker | undefined => (workers.length === 1 ? workers[0] : undefined);

describe('a timeout', () => {
  test('is believed when the known master writes it of a worker that was announced', () => {
    const pool = poolAfter(started(), booting(7), timeout(7));
    expect(timedOut(pool)).toEqual([7]);
    expect(only(pool)?.timeout).toEqual({ kind: 'timeout', at: 2_000, line: 'WORKER TIMEOUT', writer: MASTER });
  });

  test('is refused when another pid wrote it', () => {
    expect(timedOut(poolAfter(started(), booting(7), timeout(7, 1)))).toEqual([]);
  });

  test('is refused for a worker that was never announced', () => {
    expect(timedOut(poolAfter(started(), booting(7), timeout(4243)))).toEqual([]);
  });

  test('is refused in a form that the server does not use', () => {
    expect(timedOut(poolAfter(started(), booting(7), timeout(7, MASTER, JSON_FORM)))).toEqual([]);
    expect(timedOut(poolAfter(started(), booting(7), timeout(7, MASTER, formOf('app says CRITICAL: '))))).toEqual([]);
  });

  test('is refused for a worker whose end the master already told', () => {
    expect(timedOut(poolAfter(started(), booting(7), exited(7, 1), timeout(7)))).toEqual([]);
  });

  test('is believed of a worker that said it exits, and hangs', () => {
    const exiting = said({ kind: 'worker-exiting', worker: 7, writer: 7, form: DEFAULT_FORM });
    expect(timedOut(poolAfter(started(), booting(7), exiting, timeout(7)))).toEqual([7]);
  });

  test('stays unconfirmed, without a time of boot, where the log announces no workers', () => {
    const pool = poolAfter(timeout(7));
    expect(timedOut(pool)).toEqual([7]);
    expect(only(pool)?.bootedAt).toBeUndefined();
  });

  test('counts once when the server escalates', () => {
    expect(poolAfter(started(), booting(7), timeout(7), timeout(7)).timeoutCount).toBe(1);
  });

  test('counts again when the pid is used again', () => {
    const pool = poolAfter(started(), booting(7), timeout(7), booting(7), timeout(7));
    expect([pool.timeoutCount, pool.bootCount, timedOut(pool)]).toEqual([2, 2, [7]]);
  });

  test('is found in a format of its own, whose lines agree in their first or last word', () => {
    const form = (level: string): string => formOf(`2026-11-21T08:57:58 ${level.padEnd(8)} gunicorn.error[4]: `);
    const pool = poolAfter(
      { ...started(), form: form('INFO') },
      { ...booting(7), form: form('INFO') },
      timeout(7, MASTER, form('CRITICAL')),
    );
    expect(timedOut(pool)).toEqual([7]);
  });

  test('keeps its mark when the worker is then killed', () => {
    const worker = only(poolAfter(started(), booting(7), timeout(7), signalled(7, 'SIGKILL')));
    expect(worker?.timeout?.at).toBe(2_000);
    expect(worker?.end).toEqual({ kind: 'signal', at: 3_000, signal: 'SIGKILL' });
  });
});

describe('a reload', () => {
  test('is over when the next worker boots', () => {
    expect(poolAfter(started(), booting(7), stopping('hup')).stoppingAt).toBe(2_000);
    expect(poolAfter(started(), booting(7), stopping('hup'), booting(8)).stoppingAt).toBeUndefined();
  });

  test('may change the form of the lines', () => {
    const json = { ...booting(8), form: JSON_FORM };
    const pool = poolAfter(started(), booting(7), stopping('hup'), json, timeout(8, MASTER, JSON_FORM));
    expect(timedOut(pool)).toEqual([8]);
  });
});

describe('two masters', () => {
  test('are both believed, and so are the workers of both, after USR2', () => {
    const pool = poolAfter(
      started(),
      booting(7),
      started(OTHER_MASTER),
      booting(21),
      timeout(7),
      timeout(21, OTHER_MASTER),
    );
    expect(timedOut(pool)).toEqual([7, 21]);
    expect([pool.master, pool.otherMasters, pool.startCount]).toEqual([OTHER_MASTER, [MASTER], 2]);
  });

  test('leave one when the old one stops, without the server counting as stopped', () => {
    const pool = poolAfter(started(), started(OTHER_MASTER), stopping('quit'), shuttingDown());
    expect([pool.master, pool.otherMasters]).toEqual([OTHER_MASTER, []]);
    expect(pool.stoppingAt ?? pool.shutDownAt).toBeUndefined();
  });

  test('leave the old one when the new one fails', () => {
    const pool = poolAfter(started(), booting(7), started(OTHER_MASTER), shuttingDown(OTHER_MASTER), timeout(7));
    expect([pool.master, timedOut(pool), pool.shutDownAt]).toEqual([MASTER, [7], undefined]);
  });
});

describe('a server that starts again', () => {
  test('after it shut down begins a new pool', () => {
    const pool = poolAfter(started(), booting(7), timeout(7), shuttingDown(), started(OTHER_MASTER), booting(21));
    expect(pool.workers.map(({ pid }) => pid)).toEqual([21]);
    expect([pool.master, pool.startCount, pool.timeoutCount, pool.shutDownAt]).toEqual([OTHER_MASTER, 2, 0, undefined]);
  });

  test('is not hidden by a start script that prints the same words before', () => {
    const printed = said({ kind: 'server-started', version: '1.0', form: '' });
    expect(timedOut(poolAfter(printed, started(), booting(7), timeout(7)))).toEqual([7]);
  });

  test('is not believed in a worse known form while the server runs', () => {
    const printed = said({ kind: 'server-started', version: '1.0', form: '' });
    expect(timedOut(poolAfter(started(), booting(7), printed, timeout(7)))).toEqual([7]);
  });
});

describe('a worker', () => {
  test('that is killed is told also where the log announces none', () => {
    expect(only(poolAfter(signalled(7, 'SIGKILL')))?.end).toEqual({ kind: 'signal', at: 0, signal: 'SIGKILL' });
  });

  test('is ready when the server says so without a pid, if only one can be meant', () => {
    const uvicorn = (event: Said): ServerEvent => ({ ...event, server: 'uvicorn' });
    const one = [uvicorn({ kind: 'worker-booting', worker: 7 }), uvicorn({ kind: 'worker-ready' })];
    expect(only(poolAfter(...one))?.readyAt).toBe(1_000);
  });

  test('that lives is not forgotten, however many boot and end', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => [booting(100 + index), exited(100 + index, 1)]).flat();
    const pool = poolAfter(started(), booting(7), ...many);
    expect([pool.workers[0]?.pid, pool.bootCount]).toEqual([7, 1_001]);
    expect(pool.workers.length).toBeLessThan(70);
  });

  test('that failed after it was ready is no failure to boot', () => {
    const ready = said({ kind: 'worker-ready', worker: 7, writer: 7, form: DEFAULT_FORM });
    const failed = said({ kind: 'worker-failed', worker: 7, writer: 7, form: DEFAULT_FORM, line: 'Exception' });
    expect(poolAfter(started(), booting(7), failed).bootFailure).toEqual({ at: 2_000, line: 'Exception' });
    expect(poolAfter(started(), booting(7), ready, failed).bootFailure).toBeUndefined();
  });
});

test('a bind failure is over when the server listens', () => {
  const failed = said({ kind: 'bind-failed', writer: MASTER, form: DEFAULT_FORM, line: 'Connection in use' });
  const listening = said({
    kind: 'listening',
    url: 'http://0.0.0.0:80',
    master: MASTER,
    writer: MASTER,
    form: DEFAULT_FORM,
  });
  expect(poolAfter(started(), failed).bindFailure).toBeDefined();
  expect(poolAfter(started(), failed, listening).bindFailure).toBeUndefined();
});

test('lines of another server change nothing while a server is known', () => {
  const pool = poolAfter(started(), booting(7));
  expect(withServerEvent(pool, { kind: 'worker-booting', server: 'uvicorn', worker: 9 }, 9_000)).toBe(pool);
});

test('a server of which only a stray line is known gives way to the one that tells more', () => {
  const pool = poolAfter({ kind: 'worker-booting', server: 'uvicorn', worker: 7 }, timeout(7));
  expect([pool.server, timedOut(pool)]).toEqual(['gunicorn', [7]]);
});
