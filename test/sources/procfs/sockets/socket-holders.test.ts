import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HEADER, listenRow } from '../files/socket-lines.ts';
import { AGENT_PID, procTree } from '../proc-tree.ts';
import { MAIN, NOON, ownersOf, socket, watching } from '../watched-listeners.ts';

describe('the holders of listening sockets', () => {
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

  test.each([
    ['not before their time', 10_000, true, 80],
    ['when a holder let go of its socket', 10_000, false, 81],
    ['after 30 s', 30_000, true, 81],
  ])('in a calm look: the tables are read %s', (_, ms, holdsOn, port) => {
    const tree = procTree({ pid: MAIN, fds: { 5: socket(100), 6: socket(101) } });
    const counters = { sockstat: 'sockets: used 1\nTCP: inuse 1\n', snmp: 'Tcp: CurrEstab\nTcp: 0\n' };
    for (const [name, text] of Object.entries(counters)) tree.write(`net/${name}`, text);
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { look } = watching(tree);
    look();
    tree.write('net/tcp', HEADER + listenRow(81, 101));
    if (!holdsOn) tree.add({ pid: MAIN, fds: { 6: socket(101) } });
    expect(ownersOf(look({ [MAIN]: 'main' }, NOON + ms, true, true))).toEqual([[port, 'app', MAIN]]);
  });

  test('that nobody holds are searched for less and less often', () => {
    const tree = procTree({ pid: MAIN });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { look, searched } = watching(tree);
    const after = [0, 100, 200, 500, 600, 1_300, 1_400, 2_900, 3_000];
    const searchedAt = after.filter((ms) => {
      searched.length = 0;
      look({ [MAIN]: 'main' }, NOON + ms);
      return searched.length > 0;
    });
    expect(searchedAt).toEqual([0, 200, 600, 1_400, 3_000]);
  });

  test("become the app's when it inherits them from another", () => {
    const tree = procTree({ pid: 77, fds: { 3: socket(100) } });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { look } = watching(tree);
    expect(ownersOf(look({}))).toEqual([[80, 'other', 77]]);
    tree.add({ pid: MAIN, fds: { 3: socket(100) } });
    expect(ownersOf(look({ [MAIN]: 'main' }, NOON + 5_000))).toEqual([[80, 'app', MAIN]]);
  });

  test('are others, outside this namespace, when a search of all processes found nobody', () => {
    const tree = procTree({ pid: MAIN });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { look } = watching(tree);
    expect(ownersOf(look())).toEqual([[80, 'other', undefined]]);
    expect(ownersOf(look({ [MAIN]: 'main' }, NOON + 100, false))).toEqual([[80, 'unknown', undefined]]);
  });

  test.each([
    ['unknown when a process was born that holds them', { pid: 12, ppid: MAIN, fds: { 3: socket(100) } }, 'unknown'],
    ["another's when one was born that does not", { pid: 12, ppid: MAIN }, 'other'],
    ["another's when one has ended", undefined, 'other'],
  ])('are %s since the listing', (_, born, owner) => {
    const tree = procTree({ pid: MAIN }, { pid: 11, ppid: MAIN });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { read, readTable } = watching(tree);
    const table = readTable(new Set(), NOON);
    if (table.kind !== 'read') throw new Error(table.reason);
    if (born) tree.add(born);
    else tree.remove(11);
    const population = { stats: table.value.stats, members: new Map(), agentPid: AGENT_PID, isWhole: true };
    expect(read(population, NOON)).toMatchObject({ value: [{ owner }] });
  });

  test('stay unknown while the descriptors of one process cannot be read', () => {
    const tree = procTree({ pid: MAIN }, { pid: 77 });
    rmSync(join(tree.root, '77/fd'), { recursive: true });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { look } = watching(tree);
    const owners = [0, 200, 600].map((ms) => ownersOf(look({ [MAIN]: 'main' }, NOON + ms)));
    expect(owners).toEqual(owners.map(() => [[80, 'unknown', undefined]]));
  });

  test.each([
    ["are others' beside an app of our own, all of whose processes could be asked", 77, true, 'other'],
    ['are unknown where one process of our own app could not be asked', 11, true, 'unknown'],
    ['are unknown beside an app that was only found', 77, false, 'unknown'],
  ])('that a closed process may hold %s', (_, closedPid, isOwnApp, owner) => {
    const tree = procTree({ pid: MAIN }, { pid: 11, ppid: MAIN }, { pid: 77 });
    rmSync(join(tree.root, `${closedPid}/fd`), { recursive: true });
    tree.write('net/tcp', HEADER + listenRow(80, 100));
    const { read, readTable } = watching(tree);
    const table = readTable(new Set(), NOON);
    if (table.kind !== 'read') throw new Error(table.reason);
    const { stats } = table.value;
    const kin = [...stats.values()].filter(({ pid }) => pid === MAIN || pid === 11);
    const members = new Map(kin.map((stat) => [stat.pid, { stat, kinship: 'main' as const }]));
    const population = { stats, members, agentPid: AGENT_PID, isWhole: false, isOwnApp };
    expect(read(population, NOON)).toMatchObject({ value: [{ owner }] });
  });
});
