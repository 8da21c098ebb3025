// needs: python3
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { known } from '../../../../src/core/observed.ts';
import { parseUdpTable } from '../../../../src/sources/procfs/files/parse-udp-table.ts';
import { parseUnixTable } from '../../../../src/sources/procfs/files/parse-unix-table.ts';
import { openProcfs } from '../../../../src/sources/procfs/files/procfs.ts';
import { commandLines } from '../../../../src/sources/procfs/processes/command-lines.ts';
import { otherSocketReader } from '../../../../src/sources/procfs/sockets/other-sockets.ts';
import { listener } from '../../../support/builders.ts';
import { fixtures } from '../fixtures.ts';
import { has, liveApp } from '../live-app.ts';
import { AGENT_PID, procTree, stat } from '../proc-tree.ts';
import { MAIN, NOON, socket } from '../watched-listeners.ts';

const captured = readFileSync(join(fixtures, 'net/6.18/unix/net/unix'), 'utf8');
// Rows of kernel 6.18, with their long header.
const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 3791: 00000000:1FBD 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 280812 2 00000000651bd676 0
12499: 0100007F:C1C1 0100007F:1FBD 01 00000000:00000000 00:00000000 00000000     0        0 280813 2 00000000bb8561a2 0
`;

describe('the table of Unix sockets', () => {
  test('shows the listening stream sockets, newlines and abstract names included', () => {
    expect(parseUnixTable(captured)).toEqual([
      { path: '/srv/ux/app.sock', inode: 181306 },
      { path: '/srv/ux/with space.sock', inode: 181310 },
      { path: '/srv/ux/un\nlinked.sock', inode: 181312 },
      { path: '@abstract-app', inode: 181307 },
      { path: '@ab@nul', inode: 181313 },
    ]);
  });

  test('shows nothing where there is nothing', () => {
    expect(parseUnixTable('')).toEqual([]);
  });
});

test('the table of UDP sockets shows those that are not connected', () => {
  expect(parseUdpTable(UDP, 'ipv4')).toEqual([{ address: '0.0.0.0', port: 8125, inode: 280812 }]);
});

describe("the app's other sockets", () => {
  const made = () => {
    const tree = procTree({ pid: MAIN, fds: { 3: socket(181306), 4: socket(280812) } });
    tree.write('net/unix', captured);
    tree.write('net/udp', UDP);
    const procfs = openProcfs(tree.root);
    const read = otherSocketReader(procfs, commandLines(procfs));
    const members = new Map([[MAIN, { stat: stat({ pid: MAIN }), kinship: 'main' as const }]]);
    const population = { stats: new Map(), members, agentPid: AGENT_PID, isWhole: true };
    return { tree, population, read };
  };
  const own = { pid: MAIN, command: ['sleep', '30'], since: NOON };

  test('are those that its processes hold, with the time of the first sight', () => {
    const { read, population } = made();
    const expected = [
      { kind: 'unix', path: '/srv/ux/app.sock', ...own },
      { kind: 'udp', address: '0.0.0.0', port: 8125, ...own },
    ];
    expect(read(population, known([], NOON), NOON)).toMatchObject({ known: true, value: expected });
    expect(read(population, known([], NOON), NOON + 2_000)).toMatchObject({ known: true, value: expected });
  });

  test('are not looked for while it listens on TCP, nor before its processes are known', () => {
    const { read, population } = made();
    const { members: _, ...untold } = population;
    expect(read(population, known([listener('0.0.0.0')], NOON), NOON)).toMatchObject({ value: [] });
    expect(read(untold, known([], NOON), NOON)).toMatchObject({ value: [] });
  });

  test('are read once a second', () => {
    const { tree, read, population } = made();
    read(population, known([], NOON), NOON);
    tree.write('net/udp', '');
    tree.write('net/unix', '');
    expect(read(population, known([], NOON), NOON + 999)).toMatchObject({ value: [{}, {}] });
    expect(read(population, known([], NOON), NOON + 1_000)).toMatchObject({ value: [] });
  });

  test('are unknown when a table cannot be understood', () => {
    const { tree, read, population } = made();
    tree.write('net/udp', ' 1: 00000000:1FBD 00000000:0000 07 garbage\n');
    expect(read(population, known([], NOON), NOON)).toMatchObject({ known: false });
  });

  test.skipIf(!has('python3', '--version'))('of a real program are seen', async () => {
    const script = `import socket, time
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0))
s = socket.socket(socket.AF_UNIX); s.bind('\\0sidewatch-' + str(u.getsockname()[1])); s.listen()
print(u.getsockname()[1], flush=True)
time.sleep(60)`;
    const { watch, line } = liveApp('python3', ['-c', script]);
    const port = Number(await line());
    const seen = await watch.until('otherSockets', (all) => all.length === 2);
    expect(seen).toMatchObject([
      { kind: 'unix', path: `@sidewatch-${port}` },
      { kind: 'udp', address: '127.0.0.1', port },
    ]);
  });
});
