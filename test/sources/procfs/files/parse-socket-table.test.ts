import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../../src/core/errors.ts';
import type { Family } from '../../../../src/core/facts/address.ts';
import { type ListenRow, listenScan, parseListenRow } from '../../../../src/sources/procfs/files/parse-socket-table.ts';
import { situations } from '../fixtures.ts';

const scanned = (
  text: string,
  family: Family = 'ipv4',
  options = { whole: false, bytes: 4_096 },
): readonly ListenRow[] => {
  const scan = listenScan(family, options.whole);
  let from = 0;
  while (from < text.length && scan.take(text.slice(from, from + options.bytes))) from += options.bytes;
  scan.end();
  return scan.rows;
};

const tableText = (root: string, table: string): string => readFileSync(join(root, 'net', table), 'utf8');

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (port: string, state: string, address = '00000000'): string =>
  `   0: ${address}:${port} 00000000:0000 ${state} 00000000:00000002 00:00000000 00000000  1000        0 4711 1 00000000c7819565 100 0 0 10 0\n`;

describe('a scan of a socket table', () => {
  test.each(situations)('finds exactly the listeners of $name: $what', ({ root, expected, links }) => {
    // Of the two crowded ones only the IPv4 listeners were written down.
    const ipv6 = links === undefined ? [] : scanned(tableText(root, 'tcp6'), 'ipv6');
    const rows = [...scanned(tableText(root, 'tcp')), ...ipv6];
    const found = rows.map(({ family, address, port }) => [family === 'ipv4' ? 'tcp' : 'tcp6', address, port]);
    expect(found.sort()).toEqual([...expected].sort());
  });

  test.each([1, 7, 150, 1_000_000])('finds the same when it is fed %i bytes at a time', (bytes) => {
    const { root } = situations.find(({ name }) => name === '6.18/established_5000') ?? { root: '' };
    const text = tableText(root, 'tcp6');
    expect(scanned(text, 'ipv6', { whole: false, bytes })).toEqual(
      scanned(text, 'ipv6', { whole: true, bytes: 4_096 }),
    );
  });

  test('reads the accept queue, the user and the inode of a listener', () => {
    expect(scanned(HEADER + row('1F40', '0A'))).toEqual([
      { address: '0.0.0.0', port: 8_000, family: 'ipv4', uid: 1_000, inode: 4_711, queued: 2 },
    ]);
  });

  test('passes half-open connections between the listeners, and stops at the first other one', () => {
    const text =
      HEADER + row('0001', '0A') + row('0001', '03') + row('0002', '0A') + row('0009', '01') + row('0003', '0A');
    const ports = (rows: readonly ListenRow[]) => rows.map(({ port }) => port);
    expect(ports(scanned(text))).toEqual([1, 2]);
    expect(ports(scanned(text, 'ipv4', { whole: true, bytes: 4_096 }))).toEqual([1, 2, 3]);
  });

  test('wants no more once it has stopped, whatever follows', () => {
    const scan = listenScan('ipv4');
    expect(scan.take(HEADER + row('0001', '0A') + row('0009', '01'))).toBe(false);
    expect(scan.take('garbage\n')).toBe(false);
    scan.end();
    expect(scan.rows.map(({ port }) => port)).toEqual([1]);
  });

  test('keeps the last row of a table without a final newline', () => {
    expect(scanned((HEADER + row('0001', '0A')).trimEnd())).toHaveLength(1);
  });

  test('keeps no more than 4,096 listeners', () => {
    expect(scanned(HEADER + row('0001', '0A').repeat(5_000))).toHaveLength(4_096);
  });

  test.each([
    'garbage\n',
    '   0: 0100007F:1F40\n',
    row('1F40', '0A').replace(' 4711 ', ' inode '),
    row('1F40', '0A', '0'.repeat(32)),
    'x'.repeat(10_000),
  ])('throws a ParseError for %j', (text) => {
    expect(() => scanned(HEADER + text)).toThrow(ParseError);
  });
});

describe('an IPv6 address in a row', () => {
  test.each([
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000001000000', '::1'],
    ['0000000000000000FFFF00000100007F', '::ffff:127.0.0.1'],
    ['000080FE00000000FF4A6D58DB9BEAFE', 'fe80::586d:4aff:feea:9bdb'],
    ['B80D0120000001000000000001000000', '2001:db8:1::1'],
    ['B80D012000000000000010000000000A', '2001:db8::10:0:a00:0'],
    ['B80D0120010000000200030004000500', '2001:db8:0:1:3:2:5:4'],
    ['00000100020003000400050006000700', '1:0:3:2:5:4:7:6'],
  ])('%s is %s', (words, text) => {
    expect(parseListenRow(row('1F40', '0A', words), 'ipv6').address).toBe(text);
  });
});
