import { describe, expect, test } from 'vitest';
import { noPast, type Past } from '../../../src/core/facts/past.ts';
import type { Process } from '../../../src/core/facts/process.ts';
import { isLastWord, isSettled } from '../../../src/rules/listening/listeners-settled.ts';
import { app, NOW, process, settings } from '../../support/builders.ts';

const YOUNG = NOW - 20_000;
const backend = process({ pid: 8, ppid: 7, kinship: 'descendant', startedAt: YOUNG });
const shell = process({ name: 'sh', command: ['sh', 'start.sh'], startedAt: YOUNG });
const other = (change: Partial<Process>): Process =>
  process({ pid: 20, ppid: 7, kinship: 'descendant', startedAt: YOUNG, ...change });

interface Scene {
  readonly processes?: readonly Process[];
  readonly past?: Partial<Past>;
  readonly stoodMs?: number;
  readonly aliveMs?: number;
}

const settled = ({ processes = [shell, backend], past = {}, stoodMs = 5_000, aliveMs = 20_000 }: Scene): boolean =>
  isSettled(
    {
      at: NOW,
      settings: settings(),
      app: app({ startedAt: NOW - aliveMs }),
      listenersSince: NOW - stoodMs,
      processes,
      past: { ...noPast, ...past },
    },
    [{ pid: 8 }],
  );

const sleep = other({ name: 'sleep', command: ['sleep', '3'] });
const front = process({ name: 'haproxy', command: ['haproxy'], startedAt: YOUNG });
const justEnded = { process: sleep, at: NOW - 1_000, listened: [] };

describe('no more listeners are expected', () => {
  test.each([
    ['of a server under its shell', {}],
    ['of a server with workers', { processes: [shell, backend, other({ ppid: 8 }), other({ pid: 21, ppid: 20 })] }],
    [
      'beside what only keeps the container alive',
      { processes: [shell, backend, other({ command: ['tail', '-f', 'log'] })] },
    ],
    ['beside what is dead', { processes: [shell, backend, other({ state: 'Z' })] }],
    ['where no process can be seen', { processes: [] }],
    ['when a start has had its usual time', { processes: [shell, backend, sleep], aliveMs: 60_000 }],
    ['when what ended did so a while ago', { past: { vanished: [{ ...justEnded, at: NOW - 3_000 }] } }],
  ])('%s', (_, scene: Scene) => {
    expect(settled(scene)).toBe(true);
  });
});

describe('more listeners may follow', () => {
  test.each([
    ['when they have only just come', { stoodMs: 1_999 }],
    ['while a start script sleeps', { processes: [shell, backend, sleep] }],
    ['when its sleep has only just ended', { past: { vanished: [justEnded] } }],
    ['when the shell has become another server', { processes: [front, backend], past: { execAt: { 7: NOW - 4_000 } } }],
    ['while a supervisor starts another program', { processes: [shell, backend, other({ command: ['gunicorn'] })] }],
  ])('%s', (_, scene: Scene) => {
    expect(settled(scene)).toBe(false);
  });
});

const lastWord = ({ processes = [shell, backend], past = {}, aliveMs = 20_000 }: Scene): boolean =>
  isLastWord(
    {
      at: NOW,
      settings: settings(),
      app: app({ startedAt: NOW - aliveMs }),
      listenersSince: NOW - 100,
      processes,
      past: { ...noPast, ...past },
    },
    [{ pid: 8 }],
  );

describe("a socket on the endpoint's own port is the last word", () => {
  test.each([
    ['under its shell, however new it is', {}],
    ['beside a program that has run for long without a socket', { processes: [shell, backend, other({})] }],
    ['beside the pause of a loop that did not start it', { processes: [shell, backend, { ...sleep, ppid: 20 }] }],
    ['when its start has had its usual time', { processes: [shell, backend, sleep], aliveMs: 60_000 }],
    [
      'beside a loop that sleeps again and again',
      { processes: [shell, backend, sleep], past: { vanished: [{ ...justEnded, at: NOW - 5_000 }] } },
    ],
    ['when the step before it ended a while ago', { past: { vanished: [justEnded] } }],
    [
      'when what ended was its own child',
      { past: { vanished: [{ ...justEnded, at: NOW - 100, process: other({ ppid: 8 }) }] } },
    ],
  ])('%s', (_, scene: Scene) => {
    expect(lastWord(scene)).toBe(true);
  });

  test.each([
    ['while its script sleeps', { processes: [shell, backend, sleep] }],
    ['while its script migrates', { processes: [shell, backend, other({ command: ['alembic', 'upgrade', 'head'] })] }],
    ['when such a step has only just ended', { past: { vanished: [{ ...justEnded, at: NOW - 500 }] } }],
    ['beside a program that was started just now', { processes: [shell, backend, other({ startedAt: NOW - 900 })] }],
    [
      'when its shell has become another program just now',
      { processes: [process({ command: ['node', 'app.js'] }), backend], past: { execAt: { 7: NOW - 200 } } },
    ],
  ])('not %s', (_, scene: Scene) => {
    expect(lastWord(scene)).toBe(false);
  });
});
