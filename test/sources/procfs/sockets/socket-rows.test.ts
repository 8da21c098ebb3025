import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProcfs, type Procfs } from '../../../../src/sources/procfs/files/procfs.ts';
import { socketCensus } from '../../../../src/sources/procfs/sockets/socket-census.ts';
import { socketRowReader } from '../../../../src/sources/procfs/sockets/socket-rows.ts';
import { ESTABLISHED, HEADER, listenRow } from '../files/socket-lines.ts';
import { fixtures } from '../fixtures.ts';
import { type ProcTree, procTree } from '../proc-tree.ts';

const NOON = 1_000_000;
const capture = join(fixtures, 'net/6.18/v4_any');

const portsOf = (rows: ReturnType<ReturnType<typeof socketRowReader>>) =>
  'cause' in rows ? rows.reason : rows.map(({ port }) => port);

const portsIn = ({ root }: Pick<ProcTree, 'root'>) => portsOf(socketRowReader(openProcfs(root))(NOON));

describe('the listening sockets', () => {
  test('are none on a kernel without IPv6 where nothing listens', () => {
    expect(portsIn({ root: join(fixtures, 'noipv6') })).toEqual([]);
  });

  test('are read without the 50,000 connections behind them', () => {
    const tree = procTree();
    tree.write('net/tcp', `${HEADER}${listenRow(80, 0)}${ESTABLISHED.repeat(50_000)}garbage at the end`);
    const procfs = openProcfs(tree.root);
    let chunks = 0;
    const scan: Procfs['scan'] = (path, take) => procfs.scan(path, (chunk) => ++chunks > 0 && take(chunk));
    expect(portsOf(socketRowReader({ ...procfs, scan })(NOON))).toEqual([80]);
    expect(chunks).toBe(1);
  });

  test.each(['Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016', 'Linux version 4.19.0-gvisor #1 SMP'])(
    'are found between connections on gVisor, which calls itself %s',
    (version) => {
      const tree = procTree();
      tree.write('version', `${version}\n`);
      tree.write('net/tcp', HEADER + ESTABLISHED + listenRow(80, 0) + ESTABLISHED + listenRow(81, 0));
      expect(portsIn(tree)).toEqual([80, 81]);
    },
  );

  test('cannot be told when a row is garbage', () => {
    const tree = procTree();
    tree.write('net/tcp', `${HEADER}${listenRow(80, 0)}garbage\n`);
    expect(portsIn(tree)).toBe(`${tree.root}/net/tcp: not a row of /proc/net/tcp: "garbage"`);
  });

  test('cannot be told when there is no table at all', () => {
    expect(portsIn({ root: join(fixtures, 'pids') })).toMatch(/^the listening sockets cannot be read: ENOENT/);
  });
});

describe('the tables', () => {
  const census = ['sockstat', 'sockstat6', 'snmp'] as const;
  const captured = (name: string): string => readFileSync(join(capture, 'net', name), 'utf8');

  const countedTree = () => {
    const tree = procTree();
    for (const name of census) tree.write(`net/${name}`, captured(name));
    tree.write('net/tcp', HEADER + listenRow(80, 0));
    const read = socketRowReader(openProcfs(tree.root));
    read(NOON);
    tree.write('net/tcp', HEADER + listenRow(81, 0));
    const portsAt = (ms: number, isCalm?: boolean, newsMs = -Infinity) =>
      portsOf(read(NOON + ms, isCalm, NOON + newsMs));
    return { tree, portsAt };
  };

  test('are not read again within a second while the counters of sockets stand still', () => {
    const { portsAt } = countedTree();
    expect(portsAt(999)).toEqual([80]);
    expect(portsAt(1_000)).toEqual([81]);
  });

  test.each([
    ['a socket more is in use', 'sockstat', /TCP: inuse \d+/, 'TCP: inuse 77'],
    ['an IPv6 socket more is in use', 'sockstat6', /TCP6: inuse \d+/, 'TCP6: inuse 77'],
    ['a connection was accepted', 'sockstat', /used \d+/, 'used 77'],
    ['a connection came and another socket went', 'snmp', /^(Tcp: 1 200 120000 -1 \d+) \d+/m, '$1 77'],
  ])('are read at once when %s', (_, name, before, after) => {
    const { tree, portsAt } = countedTree();
    tree.write(`net/${name}`, captured(name).replace(before, after));
    expect(portsAt(1)).toEqual([81]);
  });

  test.each([[false], [true]])('are read again after news, however the counters stand: in calm %s', (isCalm) => {
    const { portsAt } = countedTree();
    expect(portsAt(20, isCalm, -1)).toEqual([80]);
    expect(portsAt(21, isCalm, 0)).toEqual([81]);
  });

  test.each([
    ['connections came and went', 'snmp', /^(Tcp: 1 200 120000 -1) \d+ \d+/m, '$1 77 88'],
    ['a socket that is not of TCP is in use', 'sockstat', /used \d+/, 'used 77'],
  ])('are not read again in calm, but for once in 30 s, when %s', (_, name, before, after) => {
    const { tree, portsAt } = countedTree();
    tree.write(`net/${name}`, captured(name).replace(before, after));
    expect(portsAt(29_999, true)).toEqual([80]);
    expect(portsAt(30_000, true)).toEqual([81]);
  });

  test('are not read again in calm when a connection was accepted, which is in use too', () => {
    const { tree, portsAt } = countedTree();
    tree.write('net/sockstat', captured('sockstat').replace(/inuse 1/, 'inuse 2'));
    tree.write('net/snmp', captured('snmp').replace(/^(Tcp: 1 200 120000 -1 \d+ \d+ \d+ \d+) \d+/m, '$1 1'));
    expect(portsAt(5_000, true)).toEqual([80]);
    expect(portsAt(5_001)).toEqual([81]);
  });

  test('are read at once in calm when there is a listener more', () => {
    const { tree, portsAt } = countedTree();
    tree.write('net/sockstat', captured('sockstat').replace(/inuse 1/, 'inuse 2'));
    expect(portsAt(1, true)).toEqual([81]);
  });

  test('are read every time where there are no such counters', () => {
    const { tree, portsAt } = countedTree();
    tree.write('net/snmp', '');
    expect(portsAt(1)).toEqual([81]);
    tree.write('net/tcp', HEADER + listenRow(82, 0));
    expect(portsAt(2)).toEqual([82]);
  });

  test('are read after a look at which they could not be understood', () => {
    const { tree, portsAt } = countedTree();
    tree.write('net/tcp', 'garbage\n');
    expect(portsAt(1_000)).toMatch(/not a row/);
    tree.write('net/tcp', HEADER + listenRow(82, 0));
    expect(portsAt(1_001)).toEqual([82]);
  });
});

test('the counters of sockets are those of the capture', () => {
  expect(socketCensus(openProcfs(capture))).toEqual({
    all: expect.stringMatching(/^\d+, 1, 0, ActiveOpens \d+, PassiveOpens \d+, .*CurrEstab \d+$/),
    idle: 1,
  });
  expect(socketCensus(openProcfs())).toBeDefined();
});
