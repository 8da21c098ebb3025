import { type Procfs, whenRead } from '../files/procfs.ts';

interface Holding<P> {
  readonly process: P;
  readonly descriptor: number;
}

const SEARCHED_DESCRIPTORS = 65_536;
const ROUNDS = 3;

/**
 * Searches the descriptors of these processes, in order, for sockets by inode, until each has been found once.
 * Returns whether the search for the others was complete; a process that has exited holds nothing.
 */
export function searchSockets<P extends { readonly pid: number }>(
  procfs: Procfs,
  processes: readonly P[],
  inodes: readonly number[],
  onFound: (inode: number, holding: Holding<P>) => void,
): boolean {
  const wanted = new Map(inodes.map((inode) => [`socket:[${inode}]`, inode]));
  let isSure = true;
  for (const process of processes) {
    const { pid } = process;
    if (wanted.size === 0) return true;
    const descriptors = procfs.descriptors(pid);
    if (descriptors.kind !== 'read') {
      isSure &&= procfs.text(`${pid}/stat`).kind === 'vanished';
      continue;
    }
    for (const descriptor of descriptors.value.slice(0, SEARCHED_DESCRIPTORS)) {
      const link = whenRead(procfs.link(`${pid}/fd/${descriptor}`)) ?? '';
      const inode = wanted.get(link);
      if (inode === undefined) continue;
      onFound(inode, { process, descriptor });
      wanted.delete(link);
    }
  }
  return isSure;
}

/** Whether no process started since the listing holds one of the sockets; false if that is not known. */
export function isHeldByNoNewborn(
  procfs: Procfs,
  listed: ReadonlyMap<number, unknown>,
  inodes: readonly number[],
): boolean {
  const asked = new Set(listed.keys());
  // A new process may have passed the socket to a process that started during the search.
  for (let round = 0; round < ROUNDS; round += 1) {
    const born = whenRead(procfs.pids())?.filter((pid) => !asked.has(pid));
    if (born === undefined) return false;
    if (born.length === 0) return true;
    const held: number[] = [];
    const processes = born.map((pid) => ({ pid }));
    const isSure = searchSockets(procfs, processes, inodes, (inode) => held.push(inode));
    if (held.length > 0 || !isSure) return false;
    for (const pid of born) asked.add(pid);
  }
  return false;
}
