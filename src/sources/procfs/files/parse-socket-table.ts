import { ParseError } from '../../../core/errors.ts';
import type { Family } from '../../../core/facts/address.ts';

/** One socket in state LISTEN. */
export interface ListenRow {
  readonly address: string;
  readonly port: number;
  readonly family: Family;
  readonly uid: number;
  readonly inode: number;
  /** Connections that wait to be accepted; the column reads 0 on gVisor. */
  readonly queued: number;
}

/** Accepts a table in pieces of any size and keeps its LISTEN rows. */
export interface ListenScan {
  /** Returns whether the scan needs the next chunk. Throws ParseError for a malformed row. */
  take(chunk: string): boolean;
  /** Processes the last row, when the table does not end in a newline. Throws as `take` does. */
  end(): void;
  readonly rows: readonly ListenRow[];
  /** Whether there was a heading or a row. */
  readonly isTable: boolean;
}

const LISTEN = '0A';
const SYN_RECV = '03';
const KEPT_ROWS = 4_096;
const ROW_CHARACTERS = 1_024;

/**
 * Scans /proc/net/tcp or tcp6 (proc(5)) and stops at the first socket after the listeners: the kernel writes these first.
 * `wholeTable` never stops early, for a kernel without that order (gVisor). Keeps at most 4,096 listeners.
 */
export function listenScan(family: Family, wholeTable = false): ListenScan {
  const rows: ListenRow[] = [];
  let rest = '';
  let isDone = false;
  let isTable = false;
  const takesRow = (row: string): boolean => {
    const state = stateOf(row);
    if (state === LISTEN && rows.length < KEPT_ROWS) rows.push(parseListenRow(row, family));
    // Kernels before 4.4 list half-open connections among their listeners.
    return rows.length < KEPT_ROWS && (wholeTable || state === undefined || state === LISTEN || state === SYN_RECV);
  };
  return {
    rows,
    get isTable() {
      return isTable;
    },
    take(chunk) {
      const lines = (rest + chunk).split('\n');
      isTable ||= lines.length > 1;
      rest = lines.pop() ?? '';
      if (rest.length > ROW_CHARACTERS) throw notRow(rest);
      isDone ||= !lines.every(takesRow);
      return !isDone;
    },
    end() {
      if (!isDone && rest !== '') takesRow(rest);
    },
  };
}

const HEADER = /^\s+sl\s+local_address\s/;
const ROW = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /;
const LISTEN_REST = /^[0-9A-F]{8}:([0-9A-F]{8}) [0-9A-F]{2}:[0-9A-F]{8,} [0-9A-F]{8}\s+(\d+)\s+\d+\s+(\d+)(?:\s|$)/;

const notRow = (row: string): ParseError =>
  new ParseError(`not a row of /proc/net/tcp: ${JSON.stringify(row.slice(0, 120))}`);

/** The state column of a row; undefined for the header. */
function stateOf(row: string): string | undefined {
  const state = ROW.exec(row)?.[3];
  if (state === undefined && !HEADER.test(row)) throw notRow(row);
  return state;
}

/**
 * Reads one row of /proc/net/tcp or tcp6 in state LISTEN.
 * Addresses are 32-bit words in the machine's byte order, assumed to be little-endian (x86-64, arm64); ports are plain hexadecimal.
 * Throws ParseError with the row when a column is missing, or when the address is not of the family.
 */
export function parseListenRow(row: string, family: Family): ListenRow {
  const head = ROW.exec(row);
  const [, words = '', port = ''] = head ?? [];
  const [, queued, uid, inode] = LISTEN_REST.exec(row.slice(head?.[0].length ?? 0)) ?? [];
  if (queued === undefined || words.length !== (family === 'ipv4' ? 8 : 32)) throw notRow(row);
  return {
    address: addressText(words, family),
    port: Number.parseInt(port, 16),
    family,
    uid: Number(uid),
    inode: Number(inode),
    queued: Number.parseInt(queued, 16),
  };
}

/** An address from the hexadecimal words of a table. */
export function addressText(words: string, family: Family): string {
  const bytes = (words.match(/.{8}/g) ?? []).flatMap(bytesOfWord);
  return family === 'ipv4' ? bytes.join('.') : ipv6Text(bytes);
}

const bytesOfWord = (word: string): readonly number[] =>
  [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16));

/** RFC 5952: lower case, the first longest run of two or more zero groups folded, v4-mapped addresses with their IPv4 part dotted. */
function ipv6Text(bytes: readonly number[]): string {
  const isV4Mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isV4Mapped) return `::ffff:${bytes.slice(12).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  const zeros = groups.map((_, start) => zeroRun(groups, start));
  const longest = Math.max(...zeros);
  const hex = (from: number, to?: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  const start = zeros.indexOf(longest);
  return longest < 2 ? hex(0) : `${hex(0, start)}::${hex(start + longest)}`;
}

function zeroRun(groups: readonly number[], start: number): number {
  const end = groups.findIndex((group, i) => i >= start && group !== 0);
  return (end === -1 ? groups.length : end) - start;
}
