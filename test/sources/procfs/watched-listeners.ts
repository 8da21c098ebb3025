import type { Kinship } from '../../../src/core/facts/process.ts';
import { openProcfs, type Procfs } from '../../../src/sources/procfs/files/procfs.ts';
import { commandLines } from '../../../src/sources/procfs/processes/command-lines.ts';
import { processTableReader } from '../../../src/sources/procfs/processes/process-table.ts';
import { listenerReader } from '../../../src/sources/procfs/sockets/listeners.ts';
import { AGENT_PID, type ProcTree } from './proc-tree.ts';

export const MAIN = 10;
export const NOON = 1_000_000;

const counted = (procfs: Procfs): Procfs & { searched: number[] } => {
  const searched: number[] = [];
  const descriptors = (pid: number) => {
    searched.push(pid);
    return procfs.descriptors(pid);
  };
  return { ...procfs, descriptors, searched };
};

/** `change` stands between the reader and /proc. */
export const watching = ({ root }: ProcTree, change: (procfs: Procfs) => Procfs = (procfs) => procfs) => {
  const procfs = counted(change(openProcfs(root)));
  const read = listenerReader(procfs, commandLines(procfs));
  const readTable = processTableReader(procfs);
  const look = (
    kin: Readonly<Record<number, Kinship>> | undefined = { [MAIN]: 'main' },
    at = NOON,
    isWhole = true,
    isCalm = false,
    ownApi?: { readonly host: string; readonly port: number },
  ) => {
    const table = readTable(new Set(), at);
    if (table.kind !== 'read') throw new Error(table.reason);
    const { stats } = table.value;
    const members = new Map(
      Object.entries(kin).flatMap(([pid, kinship]) => {
        const stat = stats.get(Number(pid));
        return stat ? [[stat.pid, { stat, kinship }] as const] : [];
      }),
    );
    const observed = read({ stats, members, agentPid: AGENT_PID, isWhole, isCalm, ...(ownApi && { ownApi }) }, at);
    return observed.known ? observed.value : observed.reason;
  };
  return { look, searched: procfs.searched, read, readTable };
};

export const ownersOf = (listeners: ReturnType<ReturnType<typeof watching>['look']>) =>
  typeof listeners === 'string' ? listeners : listeners.map(({ port, owner, pid }) => [port, owner, pid]);

export const socket = (inode: number): string => `socket:[${inode}]`;
