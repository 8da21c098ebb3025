import type { Family } from '../../../core/facts/address.ts';
import { type ListenRow, parseListenRow } from './parse-socket-table.ts';

/** A bound UDP socket that accepts packets from any sender. */
export type UdpRow = Pick<ListenRow, 'address' | 'port' | 'inode'>;

// State 07 is TCP_CLOSE, which for UDP means bound but not connected; a connected client has 01.
const UNCONNECTED = /^\s*\d+: [0-9A-F]+:[0-9A-F]{4} 0+:0000 07 /;

/**
 * The sockets of /proc/net/udp or udp6 that accept packets from any sender. The columns are those of /proc/net/tcp.
 * Throws ParseError for a row that lacks some.
 */
export const parseUdpTable = (text: string, family: Family): readonly UdpRow[] =>
  text
    .split('\n')
    .filter((line) => UNCONNECTED.test(line))
    .map((line) => parseListenRow(line, family))
    .filter(({ port, inode }) => port > 0 && inode > 0)
    .map(({ address, port, inode }) => ({ address, port, inode }));
