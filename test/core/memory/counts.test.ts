import { describe, expect, test } from 'vitest';
import type { Past } from '../../../src/core/facts/past.ts';
import { noPast, withProcesses } from '../../../src/core/facts/past.ts';
import type { WorkerPool } from '../../../src/core/facts/worker-pool.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { Observation } from '../../../src/core/memory/observation.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import { withServerEvent } from '../../../src/core/memory/workers.ts';
import connectionReset from '../../../src/rules/answer/connection-reset.ts';
import crashLoop from '../../../src/rules/exit/crash-loop.ts';
import zombies from '../../../src/rules/exit/zombies.ts';
import slowBoot from '../../../src/rules/listening/slow-boot.ts';
import workerBootTimeout from '../../../src/rules/workers/worker-boot-timeout.ts';
import {
  app,
  facts,
  listener,
  NOW,
  probe,
  process,
  releaseFailed,
  STARTED,
  settings,
  waiting,
} from '../../support/builders.ts';
import { diagnosesOf } from '../../support/replay.ts';
import { exception, findingOf, log } from '../../support/rule-builders.ts';

const stamp = (s: number): string =>
  `[${new Date(Date.UTC(2026, 10, 21, 8) + s * 1_000).toISOString().slice(0, 19).replace('T', ' ')} +0000]`;
const start = [
  `${stamp(0)} [7] [INFO] Starting gunicorn 20.1.0`,
  `${stamp(0)} [7] [INFO] Listening at: http://0.0.0.0:8000 (7)`,
];
const booting = (s: number, pid: number): string => `${stamp(s)} [${pid}] [INFO] Booting worker with pid: ${pid}`;
const timeout = (s: number, pid: number): string => `${stamp(s)} [7] [CRITICAL] WORKER TIMEOUT (pid:${pid})`;
const times = <T>(count: number, make: (i: number) => readonly T[]): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i)).flat();

/** What a saved log says under this code. */
const saidOf = (code: string, lines: readonly string[]): string =>
  diagnosesOf(Buffer.from(`${lines.join('\n')}\n`)).find((each) => each.code === code)?.summary ?? 'nothing';

describe.each([3, 64, 65, 200, 5_000])('of %i', (count) => {
  test('workers that were killed while they booted the number is right', () => {
    const loop = times(count, (i) => [booting(i * 31, 100 + i), timeout(i * 31 + 30, 100 + i)]);
    expect(saidOf('worker-boot-timeout', [...start, ...loop])).toContain(`(${count} times so far)`);
  });

  test('workers that all got the same few pids the number is right', () => {
    const loop = times(count, (i) => [booting(i * 31, 100 + (i % 3)), timeout(i * 31 + 30, 100 + (i % 3))]);
    expect(saidOf('worker-boot-timeout', [...start, ...loop])).toContain(`(${count} times so far)`);
  });

  test('workers that the log does not announce the number is right', () => {
    const loop = times(count, (i) => [timeout(i * 31 + 30, 100 + i)]);
    expect(saidOf('worker-boot-timeout', loop)).toContain(`(${count} times so far)`);
  });

  test('workers that were killed over a request, all within a few minutes, the number is right', () => {
    const born = times(count, (i) => [booting(1, 100 + i)]);
    const killed = times(count, (i) => [timeout(400 + Math.floor((i * 200) / count), 100 + i)]);
    expect(saidOf('worker-request-timeout', [...start, ...born.slice(0, 500), ...killed.slice(0, 500)])).toContain(
      `, ${Math.min(count, 500)} in 5 min)`,
    );
  });

  test('workers that were killed from outside the number is right', () => {
    const lines = times(count, (i) => [
      booting(30 + Math.floor((i * 200) / count), 100 + i),
      `${stamp(50 + Math.floor((i * 200) / count))} [7] [ERROR] Worker (pid:${100 + i}) was sent SIGKILL! Perhaps out of memory?`,
    ]);
    expect(saidOf('worker-killed', [...start, ...lines])).toContain(`(${count} in 5 min)`);
  });

  test('programs that a script started in vain the number is right', () => {
    const shell = process({ pid: 7, command: ['sh', '-c', 'while true; do node server.js; done'] });
    const child = (i: number) =>
      process({ pid: 20 + i, ppid: 7, kinship: 'descendant', command: ['node', 'server.js'], startedAt: at(i) - 300 });
    const at = (i: number): number => NOW - 1_000 - Math.floor(((count - 1 - i) * 100_000) / count);
    const past = times(count, (i) => [i]).reduce<Past>(
      (before, i) => withProcesses(before, [shell, child(i)], [shell], at(i)),
      noPast,
    );
    const seen = facts({
      pool: undefined,
      processes: [shell],
      listeners: [],
      probes: [],
      health: waiting(),
      past,
      log: log([], { exceptions: [exception('Error: no license', { at: NOW - 1_100 })] }),
    });
    if (count >= 5)
      expect(findingOf(crashLoop, seen).summary).toContain(`has started \`node server.js\` ${count} times`);
  });

  test('workers that ended within seconds the number is right', () => {
    const loop = times(count, (i) => [
      booting(i * 2, 100 + i),
      `${stamp(i * 2 + 1)} [7] [ERROR] Worker (pid:${100 + i}) exited with code 1.`,
    ]);
    const said = saidOf('crash-loop', [...start, ...loop]);
    expect(said).toContain(count < 5 ? 'nothing' : `has started ${count} workers`);
  });

  test('probes at which the app hung up the number and the time are right', () => {
    const hungUp = (i: number): Observation => ({
      kind: 'event',
      fact: 'probed',
      at: STARTED + i * 1_000,
      value: probe({ kind: 'reset' }, { purpose: 'runtime', at: STARTED + i * 1_000, durationMs: 5 }),
    });
    const before: Observation[] = [
      { kind: 'event', fact: 'app-started', at: STARTED, value: { command: ['node', 'app.js'], pid: 7 } },
      { kind: 'saw', fact: 'listeners', at: STARTED, value: [listener('0.0.0.0')] },
    ];
    const memory = [...before, ...times(count, (i) => [hungUp(i)])].reduce(
      remember,
      newMemory(settings(), [], STARTED),
    );
    const { summary } = findingOf(connectionReset, factsOf(memory, STARTED + count * 1_000));
    expect(summary).toContain(`${count} times in a row over `);
    expect(memory.probes.at(-1)?.run).toEqual({ since: STARTED, count });
  });

  test('workers that ended without a heartbeat the number is right', () => {
    const beat = (i: number): Observation => ({
      kind: 'saw',
      fact: 'heartbeats',
      at: STARTED + i * 500,
      value: [{ pid: 100 + i }],
    });
    const memory = times(count, (i) => [beat(i)]).reduce(remember, newMemory(settings(), [], STARTED));
    const { past, seen } = memory;
    const { summary } = findingOf(
      slowBoot,
      facts({
        past,
        heartbeats: seen.heartbeats.known ? seen.heartbeats.value : [],
        processes: [],
        health: releaseFailed(),
        app: app(),
      }),
    );
    expect(summary).toContain(`${count} so far`);
  });

  test('dead children, one more at each look, it is said from how many they grew', () => {
    const dead = (all: number) =>
      times(all, (i) => [process({ pid: 20 + i, name: 'convert', command: [], state: 'Z' })]);
    const all = Math.min(count, 300);
    let past = noPast;
    for (let i = 1; i <= all; i += 1) {
      past = withProcesses(past, [], dead(i), NOW - 90_000 + Math.floor((i * 90_000) / all));
    }
    if (all >= 64)
      expect(findingOf(zombies, facts({ processes: [process(), ...dead(all)], past })).summary).toContain(
        `has ${all} dead processes that nothing reaps, up from 1 within`,
      );
  });
});

test('a worker that was sound is in no count', () => {
  const sound = times(300, (i) => [
    booting(i * 60, 1_000 + i),
    `${stamp(i * 60 + 50)} [${1_000 + i}] [INFO] Worker exiting (pid: ${1_000 + i})`,
  ]);
  const loop = times(70, (i) => [
    booting(20_000 + i * 2, 5_000 + i),
    `${stamp(20_001 + i * 2)} [7] [ERROR] Worker (pid:${5_000 + i}) exited with code 1.`,
  ]);
  expect(saidOf('crash-loop', [...start, ...sound, ...loop])).toContain('has started 70 workers');
});

test('requests that timed out long before are in no count of those that boot', () => {
  const slow = times(100, (i) => [booting(i * 100, 1_000 + i), timeout(i * 100 + 99, 1_000 + i)]);
  const loop = times(80, (i) => [booting(20_000 + i * 31, 5_000 + i), timeout(20_030 + i * 31, 5_000 + i)]);
  expect(saidOf('worker-boot-timeout', [...start, ...slow, ...loop])).toContain('(80 times so far)');
});

test('where more kinds were forgotten than are counted separately, the number is said to be too low', () => {
  let pool: WorkerPool | undefined;
  for (let i = 0; i < 300; i += 1) {
    const at = STARTED + i * 200;
    pool = withServerEvent(pool, { kind: 'worker-booting', server: 'gunicorn', worker: i }, at - 30_000);
    const line = `WORKER TIMEOUT ${'x'.repeat(i)}`;
    pool = withServerEvent(pool, { kind: 'worker-timeout', server: 'gunicorn', worker: i, line }, at);
  }
  const seen = facts({ pool, health: waiting(), probes: [] });
  expect(findingOf(workerBootTimeout, seen).summary).toContain(`(at least ${64 + 128} times so far)`);
});

test('what a pool keeps is bounded, whatever the log holds', () => {
  const pool = times(20_000, (i) => [i]).reduce<WorkerPool | undefined>((before, i) => {
    const born = withServerEvent(before, { kind: 'worker-booting', server: 'gunicorn', worker: i }, i * 1_000);
    return withServerEvent(
      born,
      { kind: 'worker-timeout', server: 'gunicorn', worker: i, line: `a ${'x'.repeat(i % 100)}` },
      i * 1_000 + (i % 700),
    );
  }, undefined);
  expect(JSON.stringify(pool).length).toBeLessThan(200_000);
});
