import { describe, expect, test } from 'vitest';
import type { Process } from '../../../../src/core/facts/process.ts';
import type { Facts } from '../../../../src/core/memory/facts.ts';
import { known } from '../../../../src/core/observed.ts';
import { waitReader } from '../../../../src/sources/procfs/blocked/what-it-waits-for.ts';
import { openProcfs } from '../../../../src/sources/procfs/files/procfs.ts';
import { facts, listener, NOW, process, STARTED, waiting } from '../../../support/builders.ts';
import { refused } from '../../../support/rule-builders.ts';
import { procTree } from '../proc-tree.ts';

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, remote: string, state: string, inode: number): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 20 4 30 10 -1\n`;

const CONNECTING = row('02004D0A:9C40', '0403000A:1538', '02', 501);
const ANSWERING = row('02004D0A:9C41', '0503000A:1538', '01', 502);
const CLIENTS = row('02004D0A:1F40', '0900000A:C350', '01', 503);

const gunicorn = { pid: 7, cmdline: ['gunicorn', 'app:app'] };

const looking = (rows: string, fds: Readonly<Record<string, string>>, syscall = 'running\n') => {
  const tree = procTree({ ...gunicorn, fds });
  tree.write('net/tcp', HEADER + rows);
  tree.write('7/syscall', syscall);
  tree.write('7/wchan', 'tcp_recvmsg');
  const read = waitReader(openProcfs(tree.root), 'x64');
  return (seen: Facts, at = NOW, beatAt?: number, hasHeartbeat = true) =>
    read(
      seen,
      {
        listeners: known([listener('0.0.0.0')], at),
        processes: known([process()], at),
        heartbeats: known(hasHeartbeat ? [{ pid: 7, ...(beatAt !== undefined && { beatAt }) }] : [], at),
      },
      at,
    );
};

const pending = facts({ health: waiting(), listeners: [], probes: [refused] });
const recvfrom = (fd: number): string => `45 0x${fd} 0x7f3a 0x2000 0x0 0x0 0x0 0x7ffd 0x7f3b\n`;

describe('what a pending app waits for', () => {
  test('holds the connections that it opened, not those of its clients nor of others', () => {
    const other = row('02004D0A:9C42', '0603000A:1538', '02', 999);
    const look = looking(CONNECTING + ANSWERING + CLIENTS + other, {
      3: 'socket:[501]',
      4: 'socket:[502]',
      5: 'socket:[503]',
      6: 'pipe:[9]',
    });
    expect(look(pending).connections).toEqual([
      { pid: 7, address: '10.0.3.4', port: 5432, state: 'connecting', since: NOW },
      { pid: 7, address: '10.0.3.5', port: 5432, state: 'established', since: NOW },
    ]);
  });

  test('counts from the first try, also when each try has a socket of its own', () => {
    const tree = procTree({ ...gunicorn, fds: { 3: 'socket:[501]' } });
    tree.write('net/tcp', HEADER + CONNECTING);
    const read = waitReader(openProcfs(tree.root), 'x64');
    const look = (at: number) =>
      read(pending, { listeners: known([], at), processes: known([process()], at), heartbeats: known([], at) }, at);
    look(NOW);
    tree.add({ ...gunicorn, fds: { 3: 'socket:[601]' } });
    tree.write('net/tcp', HEADER + row('02004D0A:9C43', '0403000A:1538', '02', 601));
    expect(look(NOW + 5_500).connections).toMatchObject([{ since: NOW }]);
  });

  test('tells the call, the kernel function and the other host', () => {
    const look = looking(ANSWERING, { 4: 'socket:[502]' }, recvfrom(4));
    expect(look(pending).hangs).toEqual([
      {
        pid: 7,
        state: 'S',
        call: 'recvfrom',
        channel: 'tcp_recvmsg',
        peer: { name: '10.0.3.5:5432', state: 'established' },
        since: NOW,
      },
    ]);
  });

  test("tells a client's socket from another host's", () => {
    const look = looking(CLIENTS, { 5: 'socket:[503]' }, recvfrom(5));
    expect(look(pending).hangs[0]).toMatchObject({ call: 'recvfrom', isClients: true });
  });
});

describe('a healthy app', () => {
  test('has none of its tables or descriptors read', () => {
    const look = looking(CONNECTING, { 3: 'socket:[501]' });
    expect(look(facts(), NOW, NOW - 500)).toEqual({ connections: [], hangs: [] });
  });

  test('is no news while its worker is idle, however seldom that beats', () => {
    const look = looking(ANSWERING, { 4: 'socket:[502]' }, '23 0x5 0x7f3a 0x0 0x0 0x0 0x0 0x7ffd 0x7f3b\n');
    expect(look(facts(), NOW, NOW - 14_000).hangs).toEqual([]);
  });

  test('is looked into where a worker does not beat and waits on a socket', () => {
    const look = looking(ANSWERING, { 4: 'socket:[502]' }, recvfrom(4));
    expect(look(facts(), NOW, NOW - 4_000)).toMatchObject({
      connections: [],
      hangs: [{ call: 'recvfrom', peer: { name: '10.0.3.5:5432' } }],
    });
  });
});

test('a process that is ready to run computes when two looks see it so, and not in the moment in which it is killed', () => {
  const tree = procTree({ ...gunicorn, fds: {} });
  tree.write('7/syscall', 'running\n');
  const read = waitReader(openProcfs(tree.root), 'x64');
  const look = (at: number, processes: readonly Process[]) =>
    read(pending, { listeners: known([], at), processes: known(processes, at), heartbeats: known([], at) }, at).hangs;
  const running = [process({ state: 'R' })];
  expect(look(NOW, running)).toEqual([]);
  expect(look(NOW + 100, [])).toEqual([]);
  look(NOW + 20_000, running);
  expect(look(NOW + 20_300, running)).toMatchObject([{ state: 'R' }]);
  expect(look(NOW + 20_400, [])).toMatchObject([{ state: 'R' }]);
});

describe('a futex', () => {
  const waiting = (threads: number, exe: string) => {
    const tree = procTree({ ...gunicorn, fds: {}, exe });
    tree.write('7/syscall', '202 0x7f3a 0x189 0x0 0x0 0x0 0x0 0x7ffd 0x7f3b\n');
    tree.write('7/status', `Name:\tapp\nThreads:\t${threads}\n`);
    const looked = { listeners: known([], NOW), processes: known([process()], NOW), heartbeats: known([], NOW) };
    return waitReader(openProcfs(tree.root), 'x64')(pending, looked, NOW).hangs;
  };

  test('is a lock where one thread waits in it, or the first one of Python', () => {
    expect(waiting(1, '/app/server')).toMatchObject([{ call: 'futex' }]);
    expect(waiting(9, '/usr/bin/python3.11')).toMatchObject([{ call: 'futex' }]);
  });

  test('says nothing of a process whose first thread waits for the others', () => {
    expect(waiting(30, '/usr/lib/jvm/java-17/bin/java')).toEqual([{ pid: 7, state: 'S', since: NOW }]);
  });
});

test('a worker that is gone keeps where it stood, not what it did while it was killed', () => {
  const tree = procTree({ ...gunicorn, fds: { 4: 'socket:[502]' } });
  tree.write('net/tcp', HEADER + ANSWERING);
  tree.write('7/syscall', recvfrom(4));
  const read = waitReader(openProcfs(tree.root), 'x64');
  const look = (at: number, processes = [process()]) =>
    read(
      facts(),
      {
        listeners: known([listener('0.0.0.0')], at),
        processes: known(processes, at),
        heartbeats: known([{ pid: 7, beatAt: NOW - 4_000 }], at),
      },
      at,
    ).hangs;
  look(NOW);
  tree.write('7/syscall', 'running\n');
  expect(look(NOW + 5_000)).toMatchObject([{ pid: 7, state: 'S' }]);
  expect(look(NOW + 5_100, [])).toMatchObject([{ pid: 7, call: 'recvfrom', peer: { name: '10.0.3.5:5432' } }]);
});

test('a worker that goes on stands nowhere', () => {
  const look = looking(ANSWERING, { 4: 'socket:[502]' }, recvfrom(4));
  expect(look(facts(), NOW, NOW - 4_000).hangs).toHaveLength(1);
  expect(look(facts(), NOW + 1_000, NOW + 900).hangs).toEqual([]);
});

test('a worker that has closed its heartbeat, as one does that is killed, stood where it was seen last', () => {
  const look = looking(ANSWERING, { 4: 'socket:[502]' }, recvfrom(4));
  const [stood] = look(facts(), NOW, NOW - 4_000).hangs;
  expect(look(facts(), NOW + 100, undefined, false).hangs).toEqual([stood]);
  expect(look(facts(), NOW + 5_000, undefined, false).hangs).toEqual([]);
});

test('nothing is read in the first second of a start', () => {
  const look = looking(CONNECTING, { 3: 'socket:[501]' });
  const young = { ...pending, at: STARTED + 500 };
  expect(look(young, STARTED + 500, STARTED).connections).toEqual([]);
});
