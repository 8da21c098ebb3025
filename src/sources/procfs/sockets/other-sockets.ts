import type { Instant } from '../../../core/clock.ts';
import { ParseError } from '../../../core/errors.ts';
import { appListeners, type Listener } from '../../../core/facts/listener.ts';
import type { OtherSocket } from '../../../core/facts/other-socket.ts';
import { known, type Observed, unknown } from '../../../core/observed.ts';
import { parseUdpTable } from '../files/parse-udp-table.ts';
import { parseUnixTable } from '../files/parse-unix-table.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import type { CommandLines } from '../processes/command-lines.ts';
import type { Population } from './listeners.ts';
import { socketHolders } from './socket-holders.ts';

/** Reads the app's sockets that are not TCP. */
export type OtherSocketReader = (
  population: Population,
  listeners: Observed<readonly Listener[]>,
  at: Instant,
) => Observed<readonly OtherSocket[]>;

/** The tables may be long, and nothing waits for them. */
const FRESH_MS = 1_000;
const TABLE_CHARACTERS = 1_048_576;

/**
 * Reads the tables once a second, and only while the app has no TCP listener, or its front server misses its upstream.
 * That upstream may listen on a Unix socket. A healthy app costs nothing.
 */
export function otherSocketReader(procfs: Procfs, commands: CommandLines): OtherSocketReader {
  const holdersOf = socketHolders(procfs);
  let kept: Observed<readonly OtherSocket[]> | undefined;
  let seenAt: ReadonlyMap<number, Instant> = new Map();
  return (population, listeners, at) => {
    const isWanted = population.isFront || (listeners.known && appListeners(listeners.value).length === 0);
    if (!listeners.known || !isWanted || !population.members?.size) return known([], at);
    if (kept && at - kept.at < FRESH_MS) return kept;
    kept = read(population, at);
    return kept;
  };

  function read({ members, isFront }: Population, at: Instant): Observed<readonly OtherSocket[]> {
    const rows = readRows(procfs);
    if (typeof rows === 'string') return unknown(rows, at);
    const app = [...(members?.values() ?? [])].map(({ stat }) => stat);
    const holders = holdersOf([...rows.keys()], { app, others: [] }, at);
    const own = [...rows].flatMap(([inode, row]) => {
      const held = holders(inode);
      if (typeof held !== 'object') return [];
      const since = seenAt.get(inode) ?? at;
      const mode = row.kind === 'unix' && isFront ? whenRead(procfs.modeFor(held.pid, row.path)) : undefined;
      const access = mode !== undefined && { isOpen: (mode & WRITE_BY_OTHERS) !== 0 };
      const socket: OtherSocket = { ...row, pid: held.pid, command: commands.of(held, at), since, ...access };
      return [[inode, socket] as const];
    });
    seenAt = new Map(own.map(([inode, { since }]) => [inode, since]));
    return known(
      own.map(([, socket]) => socket),
      at,
    );
  }
}

/** connect(2) needs write permission on the socket's file. */
const WRITE_BY_OTHERS = 0o002;

type Row =
  | Pick<Extract<OtherSocket, { kind: 'unix' }>, 'kind' | 'path'>
  | Pick<Extract<OtherSocket, { kind: 'udp' }>, 'kind' | 'address' | 'port'>;

/** All sockets by inode, or why they are not known. */
function readRows(procfs: Procfs): ReadonlyMap<number, Row> | string {
  try {
    const unix = parseUnixTable(table(procfs, 'net/unix')).map(
      ({ inode, path }) => [inode, { kind: 'unix', path }] as const,
    );
    const udp = [
      ...parseUdpTable(table(procfs, 'net/udp'), 'ipv4'),
      ...parseUdpTable(table(procfs, 'net/udp6'), 'ipv6'),
    ].map(({ inode, address, port }) => [inode, { kind: 'udp', address, port }] as const);
    return new Map<number, Row>([...unix, ...udp]);
  } catch (error) {
    if (error instanceof ParseError) return `the tables of the other sockets cannot be parsed: ${error.message}`;
    throw error;
  }
}

/** A table's text; empty if the kernel does not have it or it cannot be read. */
function table(procfs: Procfs, path: string): string {
  let text = '';
  procfs.scan(path, (chunk) => {
    text += chunk;
    return text.length < TABLE_CHARACTERS;
  });
  // Drops a row that the limit cut in two.
  return text.slice(0, text.lastIndexOf('\n') + 1);
}
