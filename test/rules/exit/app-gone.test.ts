import { describe, expect, test } from 'vitest';
import { noPast, type Past } from '../../../src/core/facts/past.ts';
import type { Process } from '../../../src/core/facts/process.ts';
import rule from '../../../src/rules/exit/app-gone.ts';
import notListening from '../../../src/rules/listening/not-listening.ts';
import { app, facts, listener, NOW, process, releaseFailed } from '../../support/builders.ts';
import { causesOf, ended, exception, findingOf, log, refused, silent } from '../../support/rule-builders.ts';

const run = (pid: number, ...command: readonly string[]): Process =>
  process({ pid, command, name: command[0] ?? '', kinship: pid === 7 ? 'main' : 'descendant' });
const shell = run(7, 'sh', '-c', 'node server.mjs & sleep 1; tail -f /dev/null');
const tail = run(12, 'tail', '-f', '/dev/null');
const node = run(9, 'node', 'server.mjs');

const gone = (server: Process, agoMs = 5_000, listened: readonly string[] = ['0.0.0.0:8000']): Past => ({
  vanished: [{ process: server, at: NOW - agoMs, listened }],
  zombies: [],
  listening: {},
  execAt: {},
});

const left = (change: Parameters<typeof facts>[0] = {}) =>
  facts({ processes: [shell, tail], listeners: [], past: gone(node), ...change });

test('tells which server ended, and what keeps the container alive', () => {
  const finding = findingOf(rule, left());
  expect(finding.confidence).toBe('certain');
  expect(finding.summary).toBe(
    'The server node server.mjs (pid 9), which listened on 0.0.0.0:8000, ended 5 s ago, and only `tail -f /dev/null` (pid 12) keeps the container alive.',
  );
  expect(finding.remedy[0]).toContain('`exec`');
});

test.each([
  ['sleep infinity', run(12, 'sleep', 'infinity')],
  ['sleep for a day', run(12, '/bin/sleep', '1d')],
  ['tail -F', run(12, 'tail', '-n', '0', '-F', 'app.log')],
  ['busybox tail', run(12, '/bin/busybox', 'tail', '-f', 'app.log')],
  ['a bare cat', run(12, 'cat')],
])('knows %s', (_, keeper) => {
  expect(rule.judge(left({ processes: [shell, keeper] })).kind).toBe('raised');
});

test('is likely for a server that was never seen to listen', () => {
  const finding = findingOf(rule, left({ past: gone(run(9, 'gunicorn', 'app:app'), 5_000, []) }));
  expect(finding.confidence).toBe('likely');
});

test('counts a server that nobody has reaped as gone', () => {
  expect(rule.judge(left({ processes: [shell, tail, { ...node, state: 'Z' }] })).kind).toBe('raised');
});

test('explains that nothing listens', () => {
  expect(causesOf([notListening, rule], left({ health: releaseFailed(), probes: [refused] }))).toMatchObject({
    'app-gone': 'primary',
    'not-listening': 'app-gone',
  });
});

describe('is silent', () => {
  test.each([
    ['on a healthy app', facts()],
    ['on a healthy app behind a shell', left({ processes: [shell, tail, node], listeners: [listener('0.0.0.0')] })],
    ['while another program runs', left({ processes: [shell, run(13, 'python', 'worker.py')] })],
    ['when only a chore has ended', left({ past: gone(run(9, 'python', 'manage.py', 'migrate'), 5_000, []) })],
    ['on a server that ended just now', left({ past: gone(node, 500) })],
    ['while a supervising shell pauses', left({ processes: [shell, run(12, 'sleep', '5')] })],
    [
      'on a bare sleep that never was a server',
      left({ past: { vanished: [], zombies: [], listening: {}, execAt: {} } }),
    ],
    ['when the command has ended', left({ app: ended({ code: 1 }), processes: [] })],
    ['when it was asked to end', left({ app: app({ stopRequestedAt: NOW - 1_000 }) })],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

describe('of a program whose supervisor waits until a file changes', () => {
  const line = '[nodemon] app crashed - waiting for file changes before starting...';
  const nodemon = run(7, 'node', '/usr/bin/nodemon', 'server.js');
  const waitingSince = (at: number, change: Parameters<typeof facts>[0] = {}) =>
    facts({
      processes: [nodemon],
      listeners: [],
      past: noPast,
      log: log([line], {
        supervised: [
          { supervisor: 'nodemon', name: 'node server.js', failures: 0, gaveUp: { at, until: 'a file changes', line } },
        ],
        exceptions: [exception('Error: no license file', { at: at - 100, where: 'server.js line 3' })],
      }),
      ...change,
    });

  test('says who waits for what, and why the program ended', () => {
    const { summary, remedy } = findingOf(rule, waitingSince(NOW - 5_000));
    expect(summary).toBe(
      'nodemon says that `node server.js` has ended, and starts it again only when a file changes, which in a container nothing does: Error: no license file (server.js line 3).',
    );
    expect(remedy).toEqual([
      'Mend what raises Error: no license file (server.js line 3).',
      'Start the program without nodemon, which is for development: the container then ends when the program does, and the platform starts it anew.',
    ]);
  });

  test.each([
    ['has only just said so', waitingSince(NOW - 900)],
    ['leaves another one that listens', waitingSince(NOW - 5_000, { listeners: [listener('0.0.0.0')] })],
    ['has ended too', waitingSince(NOW - 5_000, { app: ended({ code: 1 }) })],
  ])('is silent where it %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('knows a program by its exception where nothing shows that it was to serve', () => {
  const past = gone(node, 5_000, []);
  expect(rule.judge(left({ past }))).toEqual(silent);
  const raised = exception('Error: no license', { at: NOW - 4_800 });
  const { summary, remedy } = findingOf(rule, left({ past, log: log([], { exceptions: [raised] }) }));
  expect(summary).toMatch(
    /node server\.mjs \(pid 9\) ended 5 s ago, .* keeps the container alive: Error: no license\.$/,
  );
  expect(remedy[0]).toBe('Mend what raises Error: no license.');
});
