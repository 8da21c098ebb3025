import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Process } from '../../../../src/core/facts/process.ts';
import { heartbeatReader, looksLikeGunicorn } from '../../../../src/sources/procfs/blocked/heartbeats.ts';
import { openProcfs } from '../../../../src/sources/procfs/files/procfs.ts';
import { NOW, process } from '../../../support/builders.ts';
import { procTree } from '../proc-tree.ts';

const master = process({ pid: 10, startedAt: NOW - 9_000 });
const worker = (pid: number, change: Partial<Process> = {}) =>
  process({ pid, ppid: 10, kinship: 'descendant', startedAt: NOW - 9_000 + pid, ...change });

const moment = { at: NOW, monotonicMs: 100_000 };

const heartbeatFile = (directory: string, name: string, beatS?: number): string => {
  // What the link of an unlinked file says; the made-up /proc needs one of that name to lead to.
  const path = join(directory, `wgunicorn-${name} (deleted)`);
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

  test('are read from the same file look after look, without another search', () => {
    const tree = procTree();
    const a = heartbeatFile(tree.root, 'a', 90);
    tree.add({ pid: 10, fds: { 3: a } });
    tree.add({ pid: 11, ppid: 10, fds: { 3: a } });
    const procfs = openProcfs(tree.root);
    let searches = 0;
    const descriptors = (pid: number) => {
      searches += 1;
      return procfs.descriptors(pid);
    };
    const read = heartbeatReader({ ...procfs, descriptors });
    const beats = [91, 92, 93, 94, 95, 96, 97, 98].map((beatS) => {
      utimesSync(a, beatS, beatS);
      const observed = read([master, worker(11)], moment);
      return observed.known ? observed.value : observed.reason;
    });
    expect(beats).toEqual([9, 8, 7, 6, 5, 4, 3, 2].map((agoS) => [{ pid: 11, beatAt: NOW - agoS * 1_000 }]));
    expect(searches).toBe(2);
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
