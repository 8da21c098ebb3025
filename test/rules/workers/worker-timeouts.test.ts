import { describe, expect, test } from 'vitest';
import { bootedSince, poolTimeouts, type TimeoutClues } from '../../../src/rules/workers/worker-timeouts.ts';
import { APP_PID, NOW, pool, process, worker } from '../../support/builders.ts';
import { timedOut, unannounced } from '../../support/timeout-builders.ts';

const clues = (change: Partial<TimeoutClues> & { workers: TimeoutClues['pool']['workers'] }): TimeoutClues => {
  const { workers, ...rest } = change;
  return {
    pool: pool({ workers }),
    heartbeats: [],
    processes: [],
    timeoutS: 30,
    timeoutGiven: true,
    ...rest,
  };
};

const phases = (change: Parameters<typeof clues>[0]) =>
  poolTimeouts(clues(change)).workers.map(({ phase, confidence }) => `${phase} ${confidence}`);

describe('poolTimeouts', () => {
  test('trusts the heartbeat more than the times', () => {
    const heartbeats = [{ pid: 8 }, { pid: 9, beatAt: NOW - 60_000 }];
    const workers = [timedOut(8, 55, 40), timedOut(9, 30.1, 5)];
    expect(phases({ workers, heartbeats })).toEqual(['boot certain', 'request certain']);
  });

  test('treats a worker that was killed at the age of the timeout as never booted, and is surer when it repeats', () => {
    expect(phases({ workers: [timedOut(8, 30.06, 5)] })).toEqual(['boot likely']);
    expect(phases({ workers: [timedOut(8, 30.06, 40), timedOut(9, 31.1, 5)] })).toEqual([
      'boot certain',
      'boot certain',
    ]);
  });

  test('treats a worker that lived clearly longer as booted', () => {
    expect(phases({ workers: [timedOut(8, 33, 5)] })).toEqual(['request likely']);
    expect(phases({ workers: [timedOut(8, 33, 5)], healthySince: NOW - 90_000 })).toEqual(['request certain']);
  });

  test('never assumes that Gunicorn 22 or later kills a booting worker', () => {
    const modern = pool({ version: '23.0.0', workers: [timedOut(8, 30.1, 5)] });
    expect(phases({ workers: [], pool: modern, heartbeats: [{ pid: 8 }] })).toEqual(['request certain']);
  });

  test('treats a worker that reported ready as booted', () => {
    const ready = { ...timedOut(8, 30.1, 5), readyAt: NOW - 34_000 };
    expect(phases({ workers: [ready] })).toEqual(['request certain']);
  });

  test.each([
    ['an app that answered before', { healthySince: NOW - 90_000 }, 'request likely'],
    ['an app that answered only later', { healthySince: NOW - 1_000 }, 'boot likely'],
  ])('judges a lone timeout of %s', (_what, change, expected) => {
    expect(phases({ workers: [timedOut(8, 30.1, 5)], ...change })).toEqual([expected]);
  });

  test('infers a timeout that a file may have set from the ages', () => {
    const workers = [timedOut(8, 5.02, 20), timedOut(9, 5.3, 14), timedOut(10, 6.1, 8)];
    const { timeout, workers: told } = poolTimeouts(clues({ workers, timeoutGiven: false }));
    expect({ timeout, phases: told.map(({ phase }) => phase) }).toEqual({
      timeout: { by: 'ages', s: 5 },
      phases: ['boot', 'boot', 'boot'],
    });
    expect(poolTimeouts(clues({ workers, timeoutS: 2 })).timeout).toEqual({ by: 'setting', s: 2 });
  });

  test.each([
    ['an announced worker', clues({ workers: [timedOut(8, 30.1, 5)] }), 1],
    ['an unannounced, unknown pid', clues({ workers: [unannounced(8, 5)] }), 0],
    ['an unannounced pid with a heartbeat', clues({ workers: [unannounced(8, 5)], heartbeats: [{ pid: 8 }] }), 1],
    [
      'an unannounced child of the app',
      clues({ workers: [unannounced(8, 5)], processes: [process({ pid: 8, ppid: 7, kinship: 'descendant' })] }),
      1,
    ],
    ['the main process itself', clues({ workers: [unannounced(APP_PID, 5)], processes: [process()] }), 0],
    [
      'a line from another writer',
      clues({ workers: [], pool: pool({ master: 99, workers: [timedOut(8, 30.1, 5)] }) }),
      0,
    ],
    [
      'a line of the earlier master',
      clues({ workers: [], pool: pool({ master: 99, otherMasters: [APP_PID], workers: [timedOut(8, 30.1, 5)] }) }),
      1,
    ],
    ['a worker that lives', clues({ workers: [worker(8)] }), 0],
  ])('counts %s as it should', (_what, seen, count) => {
    expect(poolTimeouts(seen).workers).toHaveLength(count);
  });

  test("trusts Puma's own words", () => {
    const told = { kind: 'timeout', at: NOW - 1_000, line: '[5] ! Terminating timed out worker', limitS: 60 } as const;
    const dead = (pid: number, phase: 'boot' | 'request') => worker(pid, { timeout: { ...told, phase } });
    const puma = pool({ server: 'puma', workers: [dead(12, 'boot'), dead(13, 'request')] });
    const { timeout, workers } = poolTimeouts(clues({ workers: [], pool: puma }));
    expect({ timeout, phases: workers.map(({ phase }) => phase) }).toEqual({
      timeout: { by: 'line', s: 60 },
      phases: ['boot', 'request'],
    });
  });

  test('states no timeout and no boot for a worker that was killed younger than the default', () => {
    const { timeout, workers } = poolTimeouts(clues({ workers: [timedOut(8, 4.05, 5)], timeoutGiven: false }));
    expect({ timeout, phase: workers[0]?.phase }).toEqual({ timeout: { by: 'nothing' }, phase: 'request' });
  });

  test('treats four workers that are killed together as one occasion, not as a repetition', () => {
    const together = [8, 9, 10, 11].map((pid) => timedOut(pid, 4.1, 5));
    expect(phases({ workers: together, timeoutGiven: false })).toEqual(Array(4).fill('request likely'));
    const grown = [8, 9, 10, 11].map((pid) => timedOut(pid, 30.1, 5));
    expect(phases({ workers: grown })).toEqual(Array(4).fill('boot likely'));
  });

  test('is certain of an inferred timeout only at the third generation', () => {
    const [third, second, first] = [5, 10.2, 15.4].map((agoS, i) => timedOut(20 - i, 5.1, agoS));
    const of = (...workers: (typeof first)[]) =>
      phases({ workers: workers.filter((each) => each !== undefined), timeoutGiven: false }).at(-1);
    expect([of(first, second), of(first, second, third)]).toEqual(['boot likely', 'boot certain']);
  });
});

describe('bootedSince', () => {
  const AT = NOW - 60_000;
  const booted = (change: Partial<TimeoutClues['pool']>, heartbeats: TimeoutClues['heartbeats'] = []) =>
    bootedSince(clues({ workers: [], pool: pool(change), heartbeats }), { by: 'setting', s: 30 }, AT);
  const young = worker(9, { bootedAt: AT + 100 });

  test.each([
    ['a heartbeat afterwards', booted({ workers: [] }, [{ pid: 9, beatAt: AT + 1 }]), true],
    ['a heartbeat before', booted({ workers: [] }, [{ pid: 9, beatAt: AT - 1 }]), false],
    ['a worker that reported ready', booted({ workers: [{ ...young, readyAt: AT + 5_000 }] }), true],
    [
      'a worker that did so only during the stop',
      booted({ workers: [{ ...young, readyAt: AT + 5_000 }], stoppingAt: AT + 200 }),
      false,
    ],
    ['a worker that the log does not mention again', booted({ workers: [young] }), false],
    ['a worker that outlived the timeout', booted({ workers: [young], stoppingAt: AT + 40_000 }), true],
    ['a worker that did not', booted({ workers: [young], stoppingAt: AT + 20_000 }), false],
    ['a worker that was killed', booted({ workers: [timedOut(9, 50, 2)], shutDownAt: NOW }), false],
  ])('counts %s', (_what, seen, expected) => {
    expect(seen).toBe(expected);
  });
});
