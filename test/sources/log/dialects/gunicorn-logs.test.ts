import { describe, expect, test } from 'vitest';
import type { LogEvent, ServerEvent } from '../../../../src/core/facts/log-event.ts';
import type { WorkerPool } from '../../../../src/core/facts/worker-pool.ts';
import { withServerEvent } from '../../../../src/core/memory/workers.ts';
import { createLogReader } from '../../../../src/sources/log/read/log-reader.ts';
import { logOf, type Run, runs } from './gunicorn-runs.ts';

interface Replay {
  readonly pool: WorkerPool | undefined;
  readonly booted: readonly number[];
  readonly timedOut: readonly number[];
}

/** Reads a whole log as it came from the pipe, and folds what it says; tells what the pool believed. */
function replay(name: string): Replay {
  let pool: WorkerPool | undefined;
  const believed: ServerEvent[] = [];
  const reader = createLogReader((event: LogEvent) => {
    if (!('server' in event)) return;
    const after = withServerEvent(pool, event, 0);
    if (after !== pool) believed.push(event);
    pool = after;
  });
  reader.write(logOf(name));
  reader.end();
  return {
    pool,
    booted: believed.filter((event) => event.kind === 'worker-booting').map(({ worker }) => worker),
    timedOut: believed.filter((event) => event.kind === 'worker-timeout').map(({ worker }) => worker),
  };
}

// The harness counted each line with the text; in these no worker timed out, and all are access lines or printed by the app.
const QUOTING = ['access_log_quotes_timeout', 'v23.0.0_quotes_timeout'];

const really = (run: Run): readonly number[] =>
  QUOTING.includes(run.name) ? [] : [...new Set(run.facts.timeout_pids)];

describe.each(runs.map((run) => [run.name, run.what, run] as const))('%s (%s)', (name, _, run) => {
  test('tells every worker that booted and every one that timed out, and no other', () => {
    const { booted, timedOut } = replay(name);
    expect(booted).toEqual(run.facts.booted_pids);
    expect(timedOut).toEqual(really(run));
  });
});

test('the runs hold timeouts in every format', () => {
  const timeouts = runs.flatMap(really);
  expect(timeouts.length).toBeGreaterThan(190);
  const formats = ['log_config_file', 'log_json', 'v26.1.0_log_json', 'log_level_error', 'log_tz_kolkata'];
  expect(formats.filter((name) => replay(name).timedOut.length === 0)).toEqual([]);
});

describe('the pool at the end of a log', () => {
  test('names the version, the worker class, the master and where it listens', () => {
    expect(replay('sync_boot_loop').pool).toMatchObject({
      server: 'gunicorn',
      version: '20.1.0',
      workerClass: 'sync',
      master: 4,
      listeningAt: ['http://127.0.0.1:18001'],
      bootCount: 7,
      timeoutCount: 6,
      form: '[0-0-0 0:0:0 +0] [0] [L] ',
    });
  });

  test('holds that the app failed to load or that a worker failed to boot, in each version', () => {
    const failing = (suffix: string): readonly string[] =>
      runs.map(({ name }) => name).filter((name) => name.endsWith(suffix) && !name.includes('daemon'));
    const missing = failing('app_missing_attr');
    const raising = failing('app_raises');
    expect([missing.length, raising.length]).toEqual([7, 7]);
    expect(missing.filter((name) => replay(name).pool?.appNotFound === undefined)).toEqual([]);
    expect(raising.filter((name) => replay(name).pool?.bootFailure === undefined)).toEqual([]);
  });

  test('holds that the port is taken, is privileged or no address of this host', () => {
    const names = ['bind_in_use', 'v26.1.0_bind_in_use', 'v23.0.0_bind_privileged_nonroot', 'v26.1.0_bind_bad_address'];
    expect(names.map((name) => replay(name).pool?.bindFailure?.line)).toEqual(
      names.map(() => expect.stringContaining("('")),
    );
  });

  test('knows Uvicorn workers ready only when they said so', () => {
    expect(replay('uvicorn_ok').pool?.workers.map(({ readyAt }) => readyAt)).toEqual([0]);
    expect(replay('uvicorn_boot_import_loop').pool?.workers.filter(({ readyAt }) => readyAt === 0)).toEqual([]);
  });

  test('tells a worker that the kernel killed from one that its server killed', () => {
    const killed = (name: string) =>
      replay(name).pool?.workers.filter(({ end }) => end?.kind === 'signal' && end.signal === 'SIGKILL');
    expect(killed('oom/26.1.0')?.map(({ timeout }) => timeout)).toEqual([undefined, undefined]);
    expect(killed('v21.2.0_boot_c_hang')?.every(({ timeout }) => timeout !== undefined)).toBe(true);
  });

  test('has stopped after SIGTERM', () => {
    expect(replay('v26.1.0_sigterm').pool).toMatchObject({ stoppingAt: 0, shutDownAt: 0 });
  });

  test('follows an upgrade by USR2 to the new master', () => {
    const { pool, booted } = replay('usr2');
    expect(booted).toEqual([27006, 27014]);
    expect(pool).toMatchObject({ master: 27013, startCount: 2 });
  });

  test('holds the timeouts of a logger class with a format of its own', () => {
    expect(replay('logger_class').timedOut).toEqual([27153, 27154]);
  });
});
