import { describe, expect, test } from 'vitest';
import { noPast, withListeners, withLogged, withProcesses } from '../../../src/core/facts/past.ts';
import { listener, NOW, process, STARTED } from '../../support/builders.ts';

const shell = process({ pid: 3, command: ['sh'] });
const server = process({ pid: 9, command: ['node', 'server.mjs'], kinship: 'descendant' });

describe('a server that listened and ended', () => {
  const before = withListeners(noPast, [listener('0.0.0.0', 8000, { pid: 9 })], STARTED);
  const listened = withProcesses(before, [], [shell, server], STARTED);

  test('is remembered with where it listened', () => {
    const past = withProcesses(listened, [shell, server], [shell], NOW);
    expect(past.vanished).toEqual([{ process: server, at: NOW, listened: ['0.0.0.0:8000'] }]);
    expect(past.listening).toEqual({});
    expect(past.listenedAt).toBe(STARTED);
  });

  test('has ended also while nobody has reaped it', () => {
    const past = withProcesses(listened, [shell, server], [shell, { ...server, state: 'Z' }], NOW);
    expect(past.vanished).toHaveLength(1);
    expect(past.zombies).toEqual([{ at: NOW, count: 1 }]);
    const later = withProcesses(past, [shell, { ...server, state: 'Z' }], [shell], NOW + 1);
    expect(later.vanished).toHaveLength(1);
    expect(later.zombies).toEqual([
      { at: NOW, count: 1 },
      { at: NOW + 1, count: 0 },
    ]);
  });
});

test('what was logged about an end is kept with it', () => {
  const line = (text: string, at: number) => ({ origin: 'stderr', text, at });
  const past = withProcesses(noPast, [shell, server], [shell], NOW, NOW - 250);
  const read = withLogged(past, [
    line('long before', NOW - 2_000),
    line('before', NOW - 300),
    line('about', NOW + 100),
  ]);
  const later = withLogged(read, [line('about', NOW + 100), line('long after', NOW + 2_000)]);
  expect(later.vanished[0]?.logged?.map(({ text }) => text)).toEqual(['before', 'about']);
  const many = Array.from({ length: 99 }, (_, n) => line(`${n}`, NOW));
  expect(withLogged(later, many).vanished[0]?.logged).toHaveLength(20);
});

describe('a process that becomes another program', () => {
  const front = { ...shell, name: 'haproxy', command: ['haproxy'] };

  test('is remembered while it lives', () => {
    const past = withProcesses(noPast, [shell], [front], NOW);
    expect(past.execAt).toEqual({ [shell.pid]: NOW });
    expect(withProcesses(past, [front], [front], NOW + 1).execAt).toEqual({ [shell.pid]: NOW });
    expect(withProcesses(past, [front], [], NOW + 1).execAt).toEqual({});
  });

  test.each([
    ['one that only writes its state into its command line', { ...shell, command: ['sh: idle'] }],
    ['one that gives itself a title', { ...shell, name: 'npm start', command: ['npm start'] }],
    ['another one of the same number', { ...front, startedAt: NOW }],
  ])('is not %s', (_, now) => {
    expect(withProcesses(noPast, [shell], [now], NOW).execAt).toEqual({});
  });
});

test('does not take the agent for the app', () => {
  expect(withListeners(noPast, [listener('0.0.0.0', 9393, { owner: 'agent' })], NOW)).toEqual(noPast);
});

test('keeps when a process was last seen alive', () => {
  const { vanished } = withProcesses(noPast, [server], [], NOW, NOW - 700);
  expect(vanished).toEqual([{ process: server, at: NOW, seenAt: NOW - 700, listened: [] }]);
});

describe('a zombie that was never seen alive', () => {
  const died = { ...server, pid: 10, ppid: 3, command: [], state: 'Z', end: { code: 1 } };
  const app = process({ pid: 3, command: ['node', 'jobs.js'] });

  test.each([
    ['of a shell', [shell], [shell]],
    ['of a program that was a shell at the look before', [shell], [app]],
    ['of the command at the first look', [], [app]],
  ])('tells how it ended: %s', (_, before, now) => {
    const { vanished } = withProcesses(noPast, before, [...now, died], NOW);
    expect(vanished).toEqual([{ process: died, at: NOW, listened: [], end: { code: 1 } }]);
    expect(withProcesses(noPast, [...before, died], [...now, died], NOW).vanished).toEqual([]);
  });

  test('of an app that never asks is only counted', () => {
    expect(withProcesses(noPast, [app], [app, died], NOW).vanished).toEqual([]);
  });
});
