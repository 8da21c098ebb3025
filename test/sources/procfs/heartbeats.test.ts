import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Process } from '../../../src/core/process.ts';
import { heartbeatReader, lastBeat, looksLikeGunicorn } from '../../../src/sources/procfs/heartbeats.ts';
import { openProcfs } from '../../../src/sources/procfs/procfs.ts';
import { NOW, process } from '../../support/builders.ts';
import { fixtures } from './fixtures.ts';
import { procTree } from './proc-tree.ts';

interface HeartbeatFile {
  readonly mode: string;
  readonly mtime: number;
  readonly ctime: number;
  readonly wall_now: number;
  readonly monotonic_now: number;
}

interface Capture {
  readonly version: string;
  readonly worker: string;
  readonly label: string;
  readonly workers: readonly { readonly tmp: readonly HeartbeatFile[] }[];
}

const captures: readonly Capture[] = JSON.parse(readFileSync(join(fixtures, 'heartbeat.json'), 'utf8'));

const agesS = ({ workers }: Capture) =>
  workers.flatMap(({ tmp }) =>
    tmp.map(({ mode, mtime, ctime, wall_now, monotonic_now }) => {
      const file = { mode: Number(mode), mtimeMs: mtime * 1_000, ctimeMs: ctime * 1_000 };
      const at = wall_now * 1_000;
      const beatAt = lastBeat(file, { at, monotonicMs: monotonic_now * 1_000 });
      return beatAt === undefined ? 'never' : (at - beatAt) / 1_000;
    }),
  );

const named = (part: string) =>
  captures.filter(({ label }) => label.includes(part)).map((capture) => ({ ...capture, capture }));

describe("a worker's last beat", () => {
  test.each(named('booting'))('of Gunicorn $version ($worker) never came while $label', ({ capture }) => {
    expect(agesS(capture)).toEqual(capture.workers.map(() => 'never'));
  });

  test.each(named('idle'))('of Gunicorn $version ($worker) came within its period when $label', ({ capture }) => {
    for (const age of agesS(capture)) expect(age).toSatisfy((s: number) => s >= 0 && s < 5);
  });

  test.each(named('for 4 s'))('of Gunicorn $version ($worker) came 4 s ago $label', ({ capture }) => {
    expect(agesS(capture).some((age) => typeof age === 'number' && Math.abs(age - 4) < 0.02)).toBe(true);
  });

  test('is never in the future', () => {
    const file = { mode: 0o600, mtimeMs: 99_000, ctimeMs: NOW };
    expect(lastBeat(file, { at: NOW, monotonicMs: 98_000 })).toBe(NOW);
  });
});

const master = process({ pid: 10, startedAt: NOW - 9_000 });
const worker = (pid: number, change: Partial<Process> = {}) =>
  process({ pid, ppid: 10, kinship: 'descendant', startedAt: NOW - 9_000 + pid, ...change });

const moment = { at: NOW, monotonicMs: 100_000 };

const heartbeatFile = (directory: string, name: string, beatS?: number): string => {
  const path = join(directory, `wgunicorn-${name}`);
  writeFileSync(path, '', { mode: 0o600 });
  if (beatS !== undefined) utimesSync(path, beatS, beatS);
  return path;
};

describe('the heartbeats', () => {
  test('are those of the workers, each by its own file', () => {
    const tree = procTree();
    const a = heartbeatFile(tree.root, 'a', 99);
    const b = heartbeatFile(tree.root, 'b');
    tree.add({ pid: 10, fds: { 3: a, 4: b } });
    tree.add({ pid: 11, ppid: 10, fds: { 0: '/dev/null', 3: a } });
    tree.add({ pid: 12, ppid: 10, fds: { 4: b } });
    expect(heartbeatReader(openProcfs(tree.root))([master, worker(11), worker(12)], moment)).toEqual({
      known: true,
      value: [{ pid: 11, beatAt: NOW - 1_000 }, { pid: 12 }],
      at: NOW,
    });
  });

  test('are not taken from a file that a worker inherited from its sibling, living or dead', () => {
    const tree = procTree();
    const [dead, a, b] = ['dead', 'a', 'b'].map((name, i) => heartbeatFile(tree.root, name, 97 + i));
    if (dead === undefined || a === undefined || b === undefined) throw new Error('three names, three files');
    tree.add({ pid: 10, fds: { 3: a, 4: b } });
    tree.add({ pid: 11, ppid: 10, fds: { 2: dead, 3: a } });
    tree.add({ pid: 12, ppid: 10, fds: { 2: dead, 3: a, 4: b } });
    const observed = heartbeatReader(openProcfs(tree.root))([master, worker(12), worker(11)], moment);
    expect(observed).toMatchObject({
      value: [
        { pid: 11, beatAt: NOW - 2_000 },
        { pid: 12, beatAt: NOW - 1_000 },
      ],
    });
  });

  test("are none for the master, for a worker's own child, and for other servers", () => {
    const tree = procTree();
    const a = heartbeatFile(tree.root, 'a', 99);
    tree.add({ pid: 10, fds: { 3: a } });
    tree.add({ pid: 11, ppid: 10, fds: { 3: a } });
    tree.add({ pid: 13, ppid: 11, fds: { 3: a } });
    tree.add({ pid: 14, ppid: 10, fds: { 3: a } });
    const child = worker(13, { ppid: 11 });
    const other = worker(14, { name: 'node', command: ['node', 'app.js'] });
    const read = heartbeatReader(openProcfs(tree.root));
    expect(read([master, worker(11), child, other], moment)).toMatchObject({ value: [{ pid: 11 }] });
    expect(read([master], moment)).toMatchObject({ value: [] });
  });

  test('go on when the master is gone, and end with the worker', () => {
    const tree = procTree();
    const a = heartbeatFile(tree.root, 'a', 99);
    tree.add({ pid: 10, fds: { 3: a } });
    tree.add({ pid: 11, ppid: 10, fds: { 3: a } });
    const read = heartbeatReader(openProcfs(tree.root));
    read([master, worker(11)], moment);
    expect(read([worker(11, { ppid: 1 })], moment)).toMatchObject({ value: [{ pid: 11 }] });
    tree.remove(11);
    expect(read([worker(11, { ppid: 1 })], moment)).toMatchObject({ value: [] });
  });
});

test.each([
  ['gunicorn: maste', ['gunicorn: master [shop]'], true],
  ['gunicorn', ['/usr/bin/python3', '/usr/bin/gunicorn', 'app:app'], true],
  ['python3', ['python3', '-m', 'gunicorn', 'app:app'], true],
  ['gunicorn3', ['/usr/bin/python3', '/usr/bin/gunicorn3'], true],
  ['sh', ['sh', '-c', 'gunicorn app:app'], false],
  ['nginx', ['nginx: worker process'], false],
  ['cat', ['cat', '/etc/gunicorn.conf.py'], false],
])('%s %j looks like Gunicorn: %s', (name, command, expected) => {
  expect(looksLikeGunicorn({ name, command })).toBe(expected);
});
