import { describe, expect, test } from 'vitest';
import { openProcfs, type Procfs } from '../../../../src/sources/procfs/files/procfs.ts';
import { commandLines } from '../../../../src/sources/procfs/processes/command-lines.ts';
import { processTableReader } from '../../../../src/sources/procfs/processes/process-table.ts';
import { listenerReader } from '../../../../src/sources/procfs/sockets/listeners.ts';
import { HEADER, listenRow } from '../files/socket-lines.ts';
import { situations } from '../fixtures.ts';
import { AGENT_PID, type ProcTree, procTree } from '../proc-tree.ts';
import { MAIN, NOON, ownersOf, socket, watching } from '../watched-listeners.ts';

describe('the listeners', () => {
  test.each(situations.filter(({ links }) => links))("of $name are the app's that holds them", (situation) => {
    const { root, expected, links = {} } = situation;
    const tree = procTree({ pid: MAIN, fds: links });
    const held = openProcfs(tree.root);
    const both: Procfs = { ...held, scan: openProcfs(root).scan };
    const table = processTableReader(held)(new Set(), NOON);
    if (table.kind !== 'read') throw new Error('not readable');
    const { stats } = table.value;
    const members = new Map(
      [...stats].filter(([pid]) => pid === MAIN).map(([pid, stat]) => [pid, { stat, kinship: 'main' as const }]),
    );
    const observed = listenerReader(both, commandLines(held))(
      { stats, members, agentPid: AGENT_PID, isWhole: true },
      NOON,
    );
    if (!observed.known) throw new Error(observed.reason);
    expect(observed.value.map(({ owner, pid }) => [owner, pid])).toEqual(expected.map(() => ['app', MAIN]));
  });

  test('say where they are bound, who holds them, and how many wait', () => {
    const tree = procTree({ pid: MAIN, cmdline: ['app', '--token=s3cret'], fds: { 0: '/dev/null', 7: socket(4711) } });
    tree.write('net/tcp', HEADER + listenRow(8_000, 4_711, 33));
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

  test("are told apart: the app's, the agent's, another's here, another's elsewhere, and one without an inode", () => {
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
      [4, 'other', undefined],
      [5, 'unknown', undefined],
    ]);
  });

  test("are the agent's by their address where its descriptors cannot be read", () => {
    const tree = procTree({ pid: MAIN, fds: {} });
    tree.write('net/tcp', HEADER + listenRow(9_393, 101) + listenRow(9_394, 102));
    const own = { host: '0.0.0.0', port: 9_393 };
    expect(ownersOf(watching(tree).look(undefined, NOON, false, false, own))).toEqual([
      [9_393, 'agent', undefined],
      [9_394, 'unknown', undefined],
    ]);
  });

  test("are another sidewatch's where its command line is one, and the app's where the app only looks like one", () => {
    const before = ['--library-path', '/sidewatch/lib', '/sidewatch/lib/agent'];
    const preload = ['--preload', 'libkeepname.so'];
    const agent = { cmdline: ['/sidewatch/lib/sidewatch-agent', ...preload, ...before, 'run', '--strict', '--'] };
    const olderAgent = { cmdline: ['/sidewatch/lib/ld-linux-x86-64.so.2', ...before, 'attach'] };
    const tree = procTree(
      { pid: MAIN, cmdline: ['node', 'src/main.ts', 'run'], fds: { 3: socket(100) } },
      { pid: 77, ...agent, fds: { 3: socket(102) } },
      { pid: 78, cmdline: ['/usr/bin/sidewatch-exporter'], fds: { 3: socket(103) } },
      { pid: 79, ...olderAgent, fds: { 3: socket(104) } },
    );
    tree.write('net/tcp', HEADER + listenRow(1, 100) + listenRow(2, 102) + listenRow(3, 103) + listenRow(4, 104));
    expect(ownersOf(watching(tree).look())).toEqual([
      [1, 'app', MAIN],
      [2, 'other-agent', 77],
      [3, 'other', 78],
      [4, 'other-agent', 79],
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

  test("that nobody can be seen to hold are another's when no process of the app runs as their user", () => {
    const tree = procTree({ pid: MAIN, fds: {} });
    tree.write('net/tcp', HEADER + listenRow(1, 100) + listenRow(2, 101, 4_711));
    expect(ownersOf(watching(tree).look({ [MAIN]: 'main' }, NOON, false))).toEqual([
      [1, 'unknown', undefined],
      [2, 'other', undefined],
    ]);
  });

  test("have unknown owners, but for the agent's, while nobody knows which processes are the app's", () => {
    const tree = procTree({ pid: MAIN, fds: { 3: socket(100) } });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { read, readTable } = watching(tree);
    const table = readTable(new Set(), NOON);
    if (table.kind !== 'read') throw new Error(table.reason);
    const observed = read({ stats: table.value.stats, agentPid: AGENT_PID, isWhole: true }, NOON);
    expect(observed).toMatchObject({ known: true, value: [{ owner: 'unknown', pid: MAIN }] });
  });

  test("that nobody here holds may be the app's where that is in another PID namespace", () => {
    const tree = procTree({ pid: MAIN });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { read, readTable } = watching(tree);
    const table = readTable(new Set(), NOON);
    if (table.kind !== 'read') throw new Error(table.reason);
    const observed = read({ stats: table.value.stats, agentPid: AGENT_PID, isWhole: true }, NOON);
    expect(observed).toMatchObject({ known: true, value: [{ owner: 'unknown' }] });
  });

  test('keep the owner that a look gave them, while processes come and go and the app is closed to us', () => {
    const tree = procTree({ pid: MAIN });
    tree.write('net/tcp', HEADER + listenRow(1, 100) + listenRow(2, 101, 4_711) + listenRow(3, 102, 1_000));
    tree.write(`${MAIN}/status`, 'Name:\tserver\nUid:\t1000\t1000\t1000\t1000\n');
    const closed = { kind: 'denied', reason: 'EACCES', fault: 'EACCES' } as const;
    const { look } = watching(tree, (procfs) => ({
      ...procfs,
      descriptors: (pid) => (pid === MAIN ? closed : procfs.descriptors(pid)),
    }));
    const owners = lookTwenty((at) => look({ [MAIN]: 'main' }, at, true), tree);
    expect(owners).toEqual(['unknown other unknown']);
  });

  test("that root opened may be the app's, which has become another user since, only while the app is closed to us", () => {
    const tree = procTree({ pid: MAIN, fds: {} });
    tree.write('net/tcp', HEADER + listenRow(80, 100, 0));
    const closed = { kind: 'denied', reason: 'EACCES', fault: 'EACCES' } as const;
    const asUser = (canLook: boolean) =>
      watching(tree, (procfs) => ({
        ...procfs,
        uid: () => ({ kind: 'read', value: 33 }),
        descriptors: (pid) => (pid === MAIN && !canLook ? closed : procfs.descriptors(pid)),
      })).look({ [MAIN]: 'main' }, NOON, false);
    expect([asUser(false), asUser(true)].map(ownersOf)).toEqual([
      [[80, 'unknown', undefined]],
      [[80, 'other', undefined]],
    ]);
  });

  test('stay those of another container while processes come and go', () => {
    const tree = procTree({ pid: MAIN });
    tree.write('net/tcp', HEADER + listenRow(1, 100));
    let turn = 0;
    const { look } = watching(tree, (procfs) => ({
      ...procfs,
      pids() {
        const pids = procfs.pids();
        turn += 1;
        // From the third reading on one is born in the middle of each look.
        return pids.kind === 'read' && turn > 2 ? { kind: 'read', value: [...pids.value, 900 + turn] } : pids;
      },
    }));
    expect(lookTwenty((at) => look({ [MAIN]: 'main' }, at, true), tree)).toEqual(['other']);
  });
});

/** The different sets of owners that twenty looks gave, with another process each time. */
function lookTwenty(look: (at: number) => ReturnType<ReturnType<typeof watching>['look']>, tree: ProcTree) {
  const seen = new Set<string>();
  for (let turn = 0; turn < 20; turn += 1) {
    tree.remove(100 + turn - 1);
    tree.add({ pid: 100 + turn });
    const listeners = look(NOON + turn * 5_000);
    seen.add(typeof listeners === 'string' ? listeners : listeners.map(({ owner }) => owner).join(' '));
  }
  return [...seen];
}
