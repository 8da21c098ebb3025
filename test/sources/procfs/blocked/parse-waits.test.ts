import { describe, expect, test } from 'vitest';
import { parseConnectionRow } from '../../../../src/sources/procfs/files/parse-connection-row.ts';
import { parseSyscall } from '../../../../src/sources/procfs/files/parse-syscall.ts';

describe('a row of /proc/net/tcp', () => {
  test.each([
    // A connect to 10.0.3.4:5432 without an answer, as Linux 6.18 shows it.
    [
      '   3: 02004D0A:9C40 0403000A:1538 02 00000001:00000000 01:00000064 00000002     0        0 48213 2 00000000f1a2b3c4 400 0 0 1 7',
      { localPort: 40_000, address: '10.0.3.4', port: 5432, state: 'connecting', inode: 48_213 },
    ],
    [
      '   4: 0100007F:9C41 0100007F:18EB 01 00000000:00000000 00:00000000 00000000  1000        0 48214 1 00000000f1a2b3c5 20 4 30 10 -1',
      { localPort: 40_001, address: '127.0.0.1', port: 6379, state: 'established', inode: 48_214 },
    ],
    [
      '   5: 0100007F:9C42 0100007F:18EB 08 00000000:00000001 00:00000000 00000000  1000        0 48215 1 00000000f1a2b3c6 20 4 30 10 -1',
      { localPort: 40_002, address: '127.0.0.1', port: 6379, state: 'half-closed', inode: 48_215 },
    ],
  ])('%s', (row, expected) => expect(parseConnectionRow(row, 'ipv4')).toEqual(expected));

  test.each([
    [
      'a listener',
      '   0: 00000000:1F40 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 69619 1 0 100 0 0 10 0',
    ],
    [
      'TIME_WAIT',
      '   6: 0100007F:9C42 0100007F:18EB 06 00000000:00000000 03:00000ABC 00000000     0        0 0 3 00000000f1a2b3c6',
    ],
    [
      'a socket of nobody',
      '   6: 0100007F:9C42 0100007F:18EB 01 00000000:00000000 00:00000000 00000000     0        0 0 3 00000000f1a2b3c6',
    ],
    ['the header', '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'],
    ['another table', 'eth0: 1 2 3'],
  ])('is none that counts: %s', (_, row) => expect(parseConnectionRow(row, 'ipv4')).toBeUndefined());
});

describe('a system call', () => {
  test.each([
    ['45 0x5 0x7f3a 0x2000 0x0 0x0 0x0 0x7ffd 0x7f3b\n', 'x64', { name: 'recvfrom', descriptor: 5 }],
    ['207 0x5 0x7f3a 0x2000 0x0 0x0 0x0 0x7ffd 0x7f3b\n', 'arm64', { name: 'recvfrom', descriptor: 5 }],
    ['202 0x7f3a 0x189 0x0 0x0 0x0 0x0 0x7ffd 0x7f3b\n', 'x64', { name: 'futex' }],
    ['42 0xffffffff00000007 0x7f3a 0x10 0x0 0x0 0x0 0x7ffd 0x7f3b', 'x64', { name: 'connect', descriptor: 7 }],
    ['23 0x0 0x0 0x0 0x0 0x7ffe 0x0 0x7ffd 0x7f3b\n', 'x64', { name: 'select(0)' }],
    ['23 0x6 0x7f3a 0x0 0x0 0x0 0x0 0x7ffd 0x7f3b\n', 'x64', { name: 'select' }],
    ['running\n', 'x64', undefined],
    ['-1 0x7ffd 0x7f3b\n', 'x64', undefined],
    ['45 0x5 0x7f3a', 'riscv64', undefined],
    ['', 'x64', undefined],
  ])('%j on %s', (text, arch, expected) => expect(parseSyscall(text, arch)).toEqual(expected));
});
