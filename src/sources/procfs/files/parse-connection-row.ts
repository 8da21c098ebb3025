import type { Family } from '../../../core/facts/address.ts';
import type { Connection } from '../../../core/facts/connection.ts';
import { addressText } from './parse-socket-table.ts';

/** One socket that is connecting or connected. */
export interface ConnectionRow {
  readonly localPort: number;
  readonly address: string;
  readonly port: number;
  readonly state: Connection['state'];
  readonly inode: number;
}

const ROW =
  /^\s*\d+: [0-9A-F]{8,32}:([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) (0[128]) (?:\S+\s+){3}\d+\s+\d+\s+(\d+)(?:\s|$)/;

const STATES: Readonly<Record<string, Connection['state']>> = {
  '01': 'established',
  '02': 'connecting',
  '08': 'half-closed',
};

/**
 * Reads one row of /proc/net/tcp or tcp6 (proc(5)) in state ESTABLISHED, SYN_SENT or CLOSE_WAIT.
 * Undefined for any other row, and for a socket that no process holds.
 */
export function parseConnectionRow(row: string, family: Family): ConnectionRow | undefined {
  const [, localPort = '', words = '', port = '', code = '', inode] = ROW.exec(row) ?? [];
  const state = STATES[code];
  if (state === undefined || Number(inode) === 0 || words.length !== (family === 'ipv4' ? 8 : 32)) return undefined;
  return {
    localPort: Number.parseInt(localPort, 16),
    address: addressText(words, family),
    port: Number.parseInt(port, 16),
    state,
    inode: Number(inode),
  };
}
