import type { Instant } from '../../../core/clock.ts';
import { type Listener, type Owner, withScope } from '../../../core/facts/listener.ts';
import type { ApiAddress } from '../../../core/facts/own-api.ts';
import { isSidewatch } from '../../../core/facts/program-kinds.ts';
import { known, type Observed, unknown } from '../../../core/observed.ts';
import type { ListenRow } from '../files/parse-socket-table.ts';
import type { Stat } from '../files/parse-stat.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import type { CommandLines } from '../processes/command-lines.ts';
import type { Member } from '../processes/process-tree.ts';
import { type Held, socketHolders } from './socket-holders.ts';
import { socketRowReader, type UnreadTable } from './socket-rows.ts';

/** The roles of all processes in one scan. */
export interface Population {
  readonly stats: ReadonlyMap<number, Stat>;
  /** The app's processes; undefined when they could not be distinguished from others. */
  readonly members?: ReadonlyMap<number, Member>;
  readonly agentPid: number;
  /** Whether the list is complete: no process is hidden or unreadable. */
  readonly isWhole: boolean;
  /** Whether this agent or its launcher started the app, so the app's processes are known with certainty. */
  readonly isOwnApp?: boolean;
  /** Whether all has been well for a while, so known holders need not be checked again. */
  readonly isCalm?: boolean;
  /** The listeners must be read after this moment: the app logged or did something. */
  readonly newsAt?: Instant;
  /** Whether a front server answers without its upstream. */
  readonly isFront?: boolean;
  /** Where the agent itself listens; known even if its descriptors cannot be read. */
  readonly ownApi?: ApiAddress;
}

/** The listeners; where they are unknown, `cause` is the bare reason why the tables cannot be read. */
export type ObservedListeners = Observed<readonly Listener[]> & Partial<Pick<UnreadTable, 'cause'>>;

/** All TCP listeners of the network namespace with their owners, by port and address; unknown when the tables cannot be read or parsed. */
export function listenerReader(
  procfs: Procfs,
  commands: CommandLines,
): (population: Population, at: Instant) => ObservedListeners {
  const holdersOf = socketHolders(procfs);
  const rowsAt = socketRowReader(procfs);
  let heldBefore: ReadonlySet<number> = new Set();
  return (population, at) => {
    const seen = read(population, at, population.isCalm ?? false);
    if ('cause' in seen) return { ...unknown(seen.reason, at), cause: seen.cause };
    const { rows, holders } = seen;
    heldBefore = new Set(rows.flatMap(({ inode }) => (typeof holders(inode) === 'object' ? [inode] : [])));
    const uids = uidsOf(procfs, population);
    const listeners = rows.map((row) => listener(row, holders(row.inode)));
    return known(listeners.sort(byPlace), at);

    function listener(row: ListenRow, held: Held): Listener {
      const { address, family, port, uid, inode, queued } = row;
      const command = typeof held === 'object' ? commands.of(held, at) : [];
      const holder = typeof held === 'object' && { pid: held.pid, command };
      const owner = isOwnRow(row, held, population)
        ? 'agent'
        : ownerOf(held, command, uid, population, () => inode === 0 || uids().has(uid));
      return withScope({ address, family, port, owner, ...holder, uid, inode, queued });
    }
  };

  function read(population: Population, at: Instant, isCalm: boolean): Rows | UnreadTable {
    const rows = rowsAt(at, isCalm, population.newsAt);
    if ('cause' in rows) return rows;
    const inodes = rows.map(({ inode }) => inode);
    const holders = holdersOf(inodes, suspectsOf(population), at);
    // A process closed a listener; another one may have replaced it.
    const isMoved = inodes.some((inode) => heldBefore.has(inode) && typeof holders(inode) !== 'object');
    return isCalm && isMoved ? read(population, at, false) : { rows, holders };
  }
}

interface Rows {
  readonly rows: readonly ListenRow[];
  readonly holders: (inode: number) => Held;
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

/** The users that the app's processes run as. Read on first use: most scans know every holder. */
function uidsOf(procfs: Procfs, { members }: Population): () => ReadonlySet<number> {
  let uids: ReadonlySet<number> | undefined;
  return () => {
    uids ??= new Set(
      [...(members?.keys() ?? [])].flatMap((pid) => [whenRead(procfs.uid(pid)) ?? [], usersIn(pid)].flat()),
    );
    return uids;
  };

  /** After a process changes its user, /proc/PID belongs to root (PR_SET_DUMPABLE in prctl(2)), but its status still shows the user. */
  function usersIn(pid: number): readonly number[] {
    const line = /^Uid:\s+([\d\s]+)$/m.exec(whenRead(procfs.text(`${pid}/status`)) ?? '')?.[1];
    return line === undefined ? [] : line.trim().split(/\s+/).map(Number);
  }
}

/** No other process can listen on the exact address of a listening socket. */
const isOwnRow = ({ address, port }: ListenRow, held: Held, { ownApi }: Population): boolean =>
  typeof held === 'string' && ownApi?.port === port && ownApi.host === address;

function ownerOf(
  held: Held,
  command: readonly string[],
  uid: number,
  population: Population,
  isOfAppUser: () => boolean,
): Owner {
  const { members, agentPid, isWhole, isOwnApp = false } = population;
  // Held outside this PID namespace: by a neighboring container, by the kernel, or perhaps by the app if that runs outside too.
  if (held === 'nobody' && isWhole && members !== undefined) return 'other';
  if (held === 'not-the-app' && isOwnApp) return 'other';
  // A socket that the agent cannot inspect and that belongs to another user is not the app's: the table shows its uid (proc(5)).
  // A socket stays root's if root opened it and then changed its user. Only an agent that can read the app's descriptors can rule that out.
  const mayBeRoots = held === 'unknown' && uid === ROOT;
  if (typeof held === 'string') return !members?.size || mayBeRoots || isOfAppUser() ? 'unknown' : 'other';
  if (held.pid === agentPid) return 'agent';
  if (members?.has(held.pid)) return 'app';
  if (isSidewatch(command)) return 'other-agent';
  return members === undefined ? 'unknown' : 'other';
}

const ROOT = 0;

const byPlace = (a: Listener, b: Listener): number =>
  a.port - b.port || Number(a.address > b.address) - Number(a.address < b.address) || a.inode - b.inode;
