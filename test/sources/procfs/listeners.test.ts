import { describe, expect, test } from 'vitest';
import { listenerName } from '../../../src/core/listener.ts';
import type { Kinship } from '../../../src/core/process.ts';
import { commandLines } from '../../../src/sources/procfs/command-lines.ts';
import { listenerReader, readRows } from '../../../src/sources/procfs/listeners.ts';
import { processTableReader } from '../../../src/sources/procfs/process-table.ts';
import { openProcfs, type Procfs } from '../../../src/sources/procfs/procfs.ts';
import { fixtures, situations } from './fixtures.ts';
import { AGENT_PID, type ProcTree, procTree } from './proc-tree.ts';

const MAIN = 10;
const NOON = 1_000_000;

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const ESTABLISHED =
  '   9: 0100007F:1F40 0100007F:A456 01 00000000:00000000 00:00000000 00000000     0        0 999 1 0 20 0 0 10 -1\n';
const listenRow = (port: number, inode: number): string =>
  `   0: 00000000:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A 00000000:00000003 00:00000000 00000000    33        0 ${inode} 1 0 100 0 0 10 0\n`;

const counted = (procfs: Procfs): Procfs & { searched: number[] } => {
  const searched: number[] = [];
  const descriptors = (pid: number) => {
    searched.push(pid);
    return procfs.descriptors(pid);
  };
  return { ...procfs, descriptors, searched };
};

const watching = ({ root }: ProcTree) => {
  const procfs = counted(openProcfs(root));
  const read = listenerReader(procfs, commandLines(procfs));
  const readTable = processTableReader(procfs);
  const look = (kin: Readonly<Record<number, Kinship>> | undefined = { [MAIN]: 'main' }, at = NOON) => {
    const table = readTable(new Set(), at);
    if (table.kind !== 'read') throw new Error(table.reason);
    const { stats } = table.value;
    const members = new Map(
      Object.entries(kin).flatMap(([pid, kinship]) => {
        const stat = stats.get(Number(pid));
        return stat ? [[stat.pid, { stat, kinship }] as const] : [];
      }),
    );
    const observed = read({ stats, members, agentPid: AGENT_PID }, at);
    return observed.known ? observed.value : observed.reason;
  };
  return { look, searched: procfs.searched, read, readTable };
};

const ownersOf = (listeners: ReturnType<ReturnType<typeof watching>['look']>) =>
  typeof listeners === 'string' ? listeners : listeners.map(({ port, owner, pid }) => [port, owner, pid]);

const socket = (inode: number): string => `socket:[${inode}]`;

describe('the listeners', () => {
  test.each(situations.filter(({ links }) => links))("of $name are the app's that holds them", (situation) => {
    const { root, expected, links = {} } = situation;
    const rows = readRows(openProcfs(root), false);
    const tree = procTree({ pid: MAIN, fds: links });
    const held = openProcfs(tree.root);
    const both: Procfs = { ...held, scan: openProcfs(root).scan };
    const table = processTableReader(held)(new Set(), NOON);
    if (table.kind !== 'read' || typeof rows === 'string') throw new Error('not readable');
    const { stats } = table.value;
    const members = new Map(
      [...stats].filter(([pid]) => pid === MAIN).map(([pid, stat]) => [pid, { stat, kinship: 'main' as const }]),
    );
    const observed = listenerReader(both, commandLines(held))({ stats, members, agentPid: AGENT_PID }, NOON);
    if (!observed.known) throw new Error(observed.reason);
    expect(observed.value.map(({ owner, pid }) => [owner, pid])).toEqual(rows.map(() => ['app', MAIN]));
    expect(rows).toHaveLength(expected.length);
  });

  test('say where they are bound, who holds them, and how many wait', () => {
    const tree = procTree({ pid: MAIN, cmdline: ['app', '--token=s3cret'], fds: { 0: '/dev/null', 7: socket(4711) } });
    tree.write('net/tcp', HEADER + listenRow(8_000, 4_711));
    expect(watching(tree).look()).toEqual([
      {
        address: '0.0.0.0',
        port: 8_000,
        family: 'ipv4',
        scope: 'any',
        owner: 'app',
        pid: MAIN,
        command: ['app', '--token=[redacted]'],
        uid: 33,
        inode: 4_711,
        queued: 3,
      },
    ]);
  });

  test('are known on a kernel without IPv6', () => {
    expect(readRows(openProcfs(`${fixtures}/noipv6`), false)).toEqual([]);
  });

  test("are told apart: the app's, the agent's, another's, and nobody's that can be read", () => {
    const tree = procTree({ pid: MAIN, fds: { 3: socket(100) } }, { pid: 77, fds: { 3: socket(102) } });
    tree.add({ pid: AGENT_PID, startTicks: 900, fds: { 20: socket(101) } });
    tree.write(
      'net/tcp',
      HEADER + listenRow(1, 100) + listenRow(2, 101) + listenRow(3, 102) + listenRow(4, 103) + listenRow(5, 0),
    );
    expect(ownersOf(watching(tree).look())).toEqual([
      [1, 'app', MAIN],
      [2, 'agent', AGENT_PID],
      [3, 'other', 77],
      [4, 'unknown', undefined],
      [5, 'unknown', undefined],
    ]);
  });

  test('belong to the command rather than to its workers, and to the oldest pid once it is gone', () => {
    const fds = { 5: socket(100) };
    const tree = procTree({ pid: 8, ppid: MAIN, fds }, { pid: MAIN, fds }, { pid: 12, ppid: MAIN, fds });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { look } = watching(tree);
    const kin = { 8: 'descendant', [MAIN]: 'main', 12: 'descendant' } as const;
    expect(ownersOf(look(kin))).toEqual([[80, 'app', MAIN]]);
    tree.remove(MAIN);
    expect(ownersOf(look(kin))).toEqual([[80, 'app', 8]]);
  });

  test('are searched for once, and again when their holder let go of them', () => {
    const tree = procTree({ pid: MAIN, fds: { 5: socket(100) } }, { pid: 11, ppid: MAIN, fds: { 6: socket(100) } });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { look, searched } = watching(tree);
    const kin = { [MAIN]: 'main', 11: 'descendant' } as const;
    look(kin);
    look(kin, NOON + 60_000);
    expect(searched).toEqual([MAIN]);
    tree.add({ pid: MAIN });
    expect(ownersOf(look(kin, NOON + 61_000))).toEqual([[80, 'app', 11]]);
  });

  test('that nobody holds are searched for less and less often', () => {
    const tree = procTree({ pid: MAIN });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { look, searched } = watching(tree);
    const after = [0, 100, 900, 1_000, 2_900, 3_000, 6_900, 7_000];
    const searchedAt = after.filter((ms) => {
      searched.length = 0;
      look({ [MAIN]: 'main' }, NOON + ms);
      return searched.length > 0;
    });
    expect(searchedAt).toEqual([0, 1_000, 3_000, 7_000]);
  });

  test("become the app's when it inherits them from another", () => {
    const tree = procTree({ pid: 77, fds: { 3: socket(100) } });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { look } = watching(tree);
    expect(ownersOf(look({}))).toEqual([[80, 'other', 77]]);
    tree.add({ pid: MAIN, fds: { 3: socket(100) } });
    expect(ownersOf(look({ [MAIN]: 'main' }, NOON + 5_000))).toEqual([[80, 'app', MAIN]]);
  });

  test("have unknown owners, but for the agent's, while nobody knows which processes are the app's", () => {
    const tree = procTree({ pid: MAIN, fds: { 3: socket(100) } });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { read, readTable } = watching(tree);
    const table = readTable(new Set(), NOON);
    if (table.kind !== 'read') throw new Error(table.reason);
    const observed = read({ stats: table.value.stats, agentPid: AGENT_PID }, NOON);
    expect(observed).toMatchObject({ known: true, value: [{ owner: 'unknown', pid: MAIN }] });
  });

  test('are read without the 50,000 connections behind them', () => {
    const tree = procTree();
    tree.write('net/tcp', `${HEADER}${listenRow(80, 0)}${ESTABLISHED.repeat(50_000)}garbage at the end`);
    const procfs = openProcfs(tree.root);
    let chunks = 0;
    const scan: Procfs['scan'] = (path, take) => procfs.scan(path, (chunk) => ++chunks > 0 && take(chunk));
    expect(readRows({ ...procfs, scan }, false)).toMatchObject([{ port: 80 }]);
    expect(chunks).toBe(1);
  });

  test.each(['Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016', 'Linux version 4.19.0-gvisor #1 SMP'])(
    'are found between connections on gVisor, which calls itself %s',
    (version) => {
      const tree = procTree();
      tree.write('version', `${version}\n`);
      tree.write('net/tcp', HEADER + ESTABLISHED + listenRow(80, 0) + ESTABLISHED + listenRow(81, 0));
      const listeners = watching(tree).look();
      expect(typeof listeners === 'string' ? listeners : listeners.map(listenerName)).toEqual([
        '0.0.0.0:80',
        '0.0.0.0:81',
      ]);
    },
  );
});

describe('listeners that cannot be read', () => {
  test('are unknown when a row is garbage', () => {
    const tree = procTree();
    tree.write('net/tcp', `${HEADER}${listenRow(80, 0)}garbage\n`);
    expect(watching(tree).look()).toBe(`${tree.root}/net/tcp: not a row of /proc/net/tcp: "garbage"`);
  });

  test('are unknown when there is no table at all', () => {
    expect(readRows(openProcfs(`${fixtures}/pids`), false)).toMatch(/^the listening sockets cannot be read: ENOENT/);
  });
});
