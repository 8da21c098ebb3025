import type { Instant } from '../../../core/clock.ts';
import { unmapped } from '../../../core/facts/address.ts';
import type { Connection } from '../../../core/facts/connection.ts';
import { type ConnectionRow, parseConnectionRow } from '../files/parse-connection-row.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import { socketCensus } from './socket-census.ts';

/** A socket of the app: its row, and the process that holds it. */
export type AppSocket = ConnectionRow & { readonly pid: number };

/** The app's connecting and connected sockets, including those that came in at a listener. */
export type AppSocketReader = (pids: readonly number[], at: Instant) => readonly AppSocket[];

// With tens of thousands of connections, a table takes about 1 ms per kilobyte to read.
const FRESH_MS = 1_000;
const STALE_MS = 5_000;
const TABLE_CHARACTERS = 4_194_304;
const ASKED_PROCESSES = 64;
const ASKED_DESCRIPTORS = 1_024;

/**
 * Reads descriptors and tables at most once a second, and only every five seconds while no socket opens, closes or gets connected.
 * Reads at most 64 processes, 1,024 descriptors each, and the first 4 MiB of a table; the rest is not seen.
 */
export function appSocketReader(procfs: Procfs): AppSocketReader {
  let kept:
    | { readonly sockets: readonly AppSocket[]; readonly census: string | undefined; readonly at: Instant }
    | undefined;
  return (pids, at) => {
    if (kept !== undefined && at - kept.at < FRESH_MS) return kept.sockets;
    const census = socketCensus(procfs)?.all;
    const isSame = kept !== undefined && census !== undefined && census === kept.census && at - kept.at < STALE_MS;
    if (isSame && kept !== undefined) return kept.sockets;
    const holders = holdersOf(procfs, pids);
    const sockets =
      holders.size === 0 ? [] : [...read('net/tcp', 'ipv4', holders), ...read('net/tcp6', 'ipv6', holders)];
    kept = { sockets, census, at };
    return sockets;
  };

  function read(path: string, family: 'ipv4' | 'ipv6', holders: ReadonlyMap<number, number>): readonly AppSocket[] {
    const sockets: AppSocket[] = [];
    let rest = '';
    let taken = 0;
    procfs.scan(path, (chunk) => {
      taken += chunk.length;
      const lines = (rest + chunk).split('\n');
      rest = (lines.pop() ?? '').slice(0, 1_024);
      for (const line of lines) {
        const row = parseConnectionRow(line, family);
        const pid = row && holders.get(row.inode);
        if (row !== undefined && pid !== undefined) sockets.push({ ...row, address: unmapped(row.address), pid });
      }
      return taken < TABLE_CHARACTERS;
    });
    return sockets;
  }
}

/** The sockets that the processes hold, by inode. A socket that a master and its workers share counts as the worker's. */
function holdersOf(procfs: Procfs, pids: readonly number[]): ReadonlyMap<number, number> {
  const holders = new Map<number, number>();
  for (const pid of pids.slice(0, ASKED_PROCESSES)) {
    for (const descriptor of (whenRead(procfs.descriptors(pid)) ?? []).slice(0, ASKED_DESCRIPTORS)) {
      const inode = socketInode(procfs, pid, descriptor);
      if (inode !== undefined) holders.set(inode, pid);
    }
  }
  return holders;
}

/** The inode of the socket behind a descriptor; undefined for anything else. */
export function socketInode(procfs: Procfs, pid: number, descriptor: number): number | undefined {
  const inode = /^socket:\[(\d+)\]$/.exec(whenRead(procfs.link(`${pid}/fd/${descriptor}`)) ?? '')?.[1];
  return inode === undefined ? undefined : Number(inode);
}

const GAP_MS = 6_000;

/** Follows the connections that the app opened itself. A client that retries has waited since its first attempt. */
export function connectionTracker(): (
  sockets: readonly AppSocket[],
  listening: ReadonlySet<number>,
  at: Instant,
) => readonly Connection[] {
  let seen: ReadonlyMap<string, { readonly since: Instant; readonly at: Instant }> = new Map();
  return (sockets, listening, at) => {
    const now = new Map([...seen].filter(([, each]) => at - each.at <= GAP_MS));
    const own = sockets.filter(({ localPort }) => !listening.has(localPort));
    const connections = own.map(({ pid, address, port, state }): Connection => {
      const key = `${pid} ${address} ${port} ${state}`;
      const since = now.get(key)?.since ?? at;
      now.set(key, { since, at });
      return { pid, address, port, state, since };
    });
    seen = now;
    return [...new Map(connections.map((each) => [JSON.stringify(each), each])).values()].slice(0, KEPT);
  };
}

const KEPT = 64;
