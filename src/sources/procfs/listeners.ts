import type { Family } from '../../core/address.ts';
import type { Instant } from '../../core/clock.ts';
import { ParseError } from '../../core/errors.ts';
import { type Listener, type Owner, withScope } from '../../core/listener.ts';
import { known, type Observed, unknown } from '../../core/observed.ts';
import type { CommandLines } from './command-lines.ts';
import { type ListenRow, listenScan } from './parse-socket-table.ts';
import type { Stat } from './parse-stat.ts';
import type { Member } from './process-tree.ts';
import type { Procfs } from './procfs.ts';
import { socketHolders } from './socket-holders.ts';

/** Who is who, in one look. */
export interface Population {
  readonly stats: ReadonlyMap<number, Stat>;
  /** The app's processes; undefined when they could not be told from others. */
  readonly members?: ReadonlyMap<number, Member>;
  readonly agentPid: number;
}

/** All TCP listeners of the network namespace with their owners, by port and address; unknown when the tables cannot be read or understood. */
export function listenerReader(
  procfs: Procfs,
  commands: CommandLines,
): (population: Population, at: Instant) => Observed<readonly Listener[]> {
  const holdersOf = socketHolders(procfs);
  const wholeTable = isUnordered(procfs);
  return (population, at) => {
    const rows = readRows(procfs, wholeTable);
    if (typeof rows === 'string') return unknown(rows, at);
    const inodes = rows.map(({ inode }) => inode);
    const holders = holdersOf(inodes, suspectsOf(population), at);
    const listeners = rows.map((row) => listener(row, holders.get(row.inode)));
    return known(listeners.sort(byPlace), at);

    function listener({ address, family, port, uid, inode, queued }: ListenRow, holder: Stat | undefined): Listener {
      const owner = ownerOf(holder, population);
      const held = holder && { pid: holder.pid, command: commands.of(holder, at) };
      return withScope({ address, family, port, owner, ...held, uid, inode, queued });
    }
  };
}

/** The LISTEN rows of both tables, or why there are none to trust. */
export function readRows(procfs: Procfs, wholeTable: boolean): readonly ListenRow[] | string {
  const ipv4 = readTable(procfs, 'net/tcp', 'ipv4', wholeTable);
  if (typeof ipv4 === 'string') return ipv4;
  // A kernel without IPv6 (ipv6.disable=1) has no tcp6: nothing can listen there (fixtures/proc/noipv6).
  const ipv6 = readTable(procfs, 'net/tcp6', 'ipv6', wholeTable, []);
  return typeof ipv6 === 'string' ? ipv6 : [...ipv4, ...ipv6];
}

function readTable(
  procfs: Procfs,
  path: string,
  family: Family,
  wholeTable: boolean,
  whenAbsent?: readonly ListenRow[],
): readonly ListenRow[] | string {
  const scan = listenScan(family, wholeTable);
  try {
    const read = procfs.scan(path, scan.take);
    if (read.kind === 'vanished' && whenAbsent) return whenAbsent;
    if (read.kind !== 'read') return `the listening sockets cannot be read: ${read.reason}`;
    scan.end();
    return scan.rows;
  } catch (error) {
    if (error instanceof ParseError) return `${procfs.root}/${path}: ${error.message}`;
    throw error;
  }
}

/** gVisor writes all sockets in one list, listeners not first; it can be told by the version that it claims. */
function isUnordered(procfs: Procfs): boolean {
  const version = procfs.text('version');
  return version.kind === 'read' && /gvisor|Sun Jan 10 15:06:54 PST 2016/i.test(version.value);
}

function suspectsOf({ stats, members, agentPid }: Population) {
  const isMain = ({ kinship }: Member): number => Number(kinship === 'main');
  const app = [...(members?.values() ?? [])]
    .sort((a, b) => isMain(b) - isMain(a) || a.stat.pid - b.stat.pid)
    .map(({ stat }) => stat);
  const isAgent = ({ pid }: Stat): number => Number(pid === agentPid);
  const others = [...stats.values()].filter(({ pid }) => !members?.has(pid)).sort((a, b) => isAgent(b) - isAgent(a));
  return { app, others };
}

function ownerOf(holder: Stat | undefined, { members, agentPid }: Population): Owner {
  if (holder === undefined) return 'unknown';
  if (holder.pid === agentPid) return 'agent';
  if (members === undefined) return 'unknown';
  return members.has(holder.pid) ? 'app' : 'other';
}

const byPlace = (a: Listener, b: Listener): number =>
  a.port - b.port || Number(a.address > b.address) - Number(a.address < b.address) || a.inode - b.inode;
