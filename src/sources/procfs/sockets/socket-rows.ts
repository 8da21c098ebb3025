import type { Instant } from '../../../core/clock.ts';
import { ParseError } from '../../../core/errors.ts';
import type { Family } from '../../../core/facts/address.ts';
import { type ListenRow, listenScan } from '../files/parse-socket-table.ts';
import { isGvisor, type Procfs } from '../files/procfs.ts';
import { type SocketCensus, socketCensus } from './socket-census.ts';

/** Why there are no reliable rows. */
export interface UnreadTable {
  /** A clause for people. */
  readonly reason: string;
  /** The bare cause: `ENOENT: no such file or directory, open '/proc/net/tcp'`. */
  readonly cause: string;
}

/**
 * All LISTEN rows, or the reason why they are unknown. None is older than `newsAt`.
 * `isCalm`: the known holders still hold their sockets, so changes may be seen late.
 */
export type SocketRowReader = (at: Instant, isCalm?: boolean, newsAt?: Instant) => readonly ListenRow[] | UnreadTable;

/** Reads the LISTEN rows. It re-reads the tables when the sockets in use changed, after news, and once a second; in calm every 30 s. */
export function socketRowReader(procfs: Procfs): SocketRowReader {
  // gVisor writes all sockets in one list, not listeners first.
  const wholeTable = isGvisor(procfs);
  let kept: { readonly rows: readonly ListenRow[]; readonly census: SocketCensus; readonly at: Instant } | undefined;
  return (at, isCalm = false, newsAt = -Infinity) => {
    // Counted before the tables are read, so the next scan sees a change in between.
    const census = wholeTable ? undefined : socketCensus(procfs);
    if (kept && kept.at > newsAt && census && isUnchanged(kept, census, at, isCalm)) return kept.rows;
    const rows = readRows(procfs, wholeTable);
    kept = 'cause' in rows || census === undefined ? undefined : { rows, census, at };
    return rows;
  };
}

/** The tables are re-read from time to time even if nothing seems to have changed: two changes may cancel each other out. */
const FRESH_MS = 1_000;
const CALM_FRESH_MS = 30_000;

/** Connections to and from a calm app do not change its listeners. */
function isUnchanged(
  before: { readonly census: SocketCensus; readonly at: Instant },
  { all, idle }: SocketCensus,
  at: Instant,
  isCalm: boolean,
): boolean {
  if (all === before.census.all && at - before.at < FRESH_MS) return true;
  return isCalm && idle === before.census.idle && at - before.at < CALM_FRESH_MS;
}

/** The LISTEN rows of both tables, or why there are no reliable ones. */
function readRows(procfs: Procfs, wholeTable: boolean): readonly ListenRow[] | UnreadTable {
  const ipv4 = readTable(procfs, 'net/tcp', 'ipv4', wholeTable);
  if ('cause' in ipv4) return ipv4;
  // A kernel without IPv6 (ipv6.disable=1) has no tcp6, so nothing can listen there (fixtures/proc/noipv6).
  const ipv6 = readTable(procfs, 'net/tcp6', 'ipv6', wholeTable, []);
  return 'cause' in ipv6 ? ipv6 : [...ipv4, ...ipv6];
}

function readTable(
  procfs: Procfs,
  path: string,
  family: Family,
  wholeTable: boolean,
  whenAbsent?: readonly ListenRow[],
): readonly ListenRow[] | UnreadTable {
  const scan = listenScan(family, wholeTable);
  try {
    const read = procfs.scan(path, scan.take);
    if (read.kind === 'vanished' && whenAbsent) return whenAbsent;
    if (read.kind !== 'read') return unread(read.reason);
    scan.end();
    // Not even a heading: /dev/null or an empty file is mounted over it, as runtimes hide files from a container.
    if (!scan.isTable) return unread(`${procfs.root}/${path} is empty, as if a mount masked it`);
    return scan.rows;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const cause = `${procfs.root}/${path}: ${error.message}`;
    return { reason: cause, cause };
  }
}

const unread = (cause: string): UnreadTable => ({ reason: `the listening sockets cannot be read: ${cause}`, cause });
