import type { Instant } from '../../core/clock.ts';
import type { Stat } from './parse-stat.ts';
import { type Procfs, whenRead } from './procfs.ts';

/** Who to ask for a socket, in the order of preference. */
export interface Suspects {
  readonly app: readonly Stat[];
  readonly others: readonly Stat[];
}

/** Who holds a socket: a process; `nobody`: none of those asked, and all could be asked; `unknown`: perhaps one that could not. */
export type Held = Stat | 'nobody' | 'unknown';

interface Holder {
  readonly stat: Stat;
  readonly descriptor: number;
  readonly foundAt: Instant;
}

interface Miss {
  readonly times: number;
  /** Whether every suspect could be asked, once: who is born or closed to us later cannot have come by it. */
  readonly isSure: boolean;
  readonly retryAt: Instant;
}

const SEARCHED_DESCRIPTORS = 65_536;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;
/** How long a stranger is believed to hold a socket alone: the app may have inherited it since. */
const STRANGER_MS = 5_000;

/**
 * A finder of the process that holds a socket, by inode. Descriptors are searched only for a socket that is new,
 * or whose holder let go of it, and less and less often for one that nobody holds.
 */
export function socketHolders(
  procfs: Procfs,
): (inodes: readonly number[], suspects: Suspects, at: Instant) => (inode: number) => Held {
  let holders: ReadonlyMap<number, Holder> = new Map();
  let misses: ReadonlyMap<number, Miss> = new Map();
  return (inodes, { app, others }, at) => {
    const starts = new Map([...others, ...app].map(({ pid, startTicks }) => [pid, startTicks]));
    const kept = inodes.flatMap((inode) => {
      const holder = holders.get(inode);
      return holder && stillHolds(procfs, inode, holder, starts) ? [[inode, holder] as const] : [];
    });
    const now = new Map(kept);
    const lost = inodes.filter((inode) => inode > 0 && !now.has(inode));
    const due = lost.filter((inode) => at >= (misses.get(inode)?.retryAt ?? at));
    const doubted = doubtedOf(kept, app, at);
    for (const [inode, holder] of doubted) now.set(inode, { ...holder, foundAt: at });
    const askedApp = search(procfs, app, [...due, ...doubted.map(([inode]) => inode)], at, now);
    const left = due.filter((inode) => !now.has(inode));
    const askedAll = search(procfs, others, left, at, now) && askedApp;
    const isSure = askedAll && left.some((inode) => !now.has(inode)) && nobodyWasBorn(procfs, starts);
    const missing = lost.filter((inode) => !now.has(inode));
    misses = new Map(missing.map((inode) => [inode, missed(misses.get(inode), isSure, at)]));
    holders = now;
    return (inode) => now.get(inode)?.stat ?? verdictOf(misses.get(inode));
  };
}

const verdictOf = (miss: Miss | undefined): 'nobody' | 'unknown' => (miss?.isSure ? 'nobody' : 'unknown');

/** Since the listing of processes: one that is not in it may hold the socket. */
const nobodyWasBorn = (procfs: Procfs, listed: ReadonlyMap<number, number>): boolean =>
  whenRead(procfs.pids())?.every((pid) => listed.has(pid)) ?? false;

function stillHolds(procfs: Procfs, inode: number, holder: Holder, pids: ReadonlyMap<number, number>): boolean {
  const { stat, descriptor } = holder;
  if (pids.get(stat.pid) !== stat.startTicks) return false;
  return whenRead(procfs.link(`${stat.pid}/fd/${descriptor}`)) === `socket:[${inode}]`;
}

function doubtedOf<T extends readonly [inode: number, Holder]>(
  held: readonly T[],
  app: readonly Stat[],
  at: Instant,
): readonly T[] {
  const appPids = new Set(app.map(({ pid }) => pid));
  return held.filter(([, { stat, foundAt }]) => !appPids.has(stat.pid) && at - foundAt >= STRANGER_MS);
}

/** Adds the holders that it meets to `found`; gives whether all suspects could be asked for all that was not found. */
function search(
  procfs: Procfs,
  suspects: readonly Stat[],
  inodes: readonly number[],
  at: Instant,
  found: Map<number, Holder>,
): boolean {
  const wanted = new Map(inodes.map((inode) => [`socket:[${inode}]`, inode]));
  let isSure = true;
  for (const stat of suspects) {
    if (wanted.size === 0) return true;
    const descriptors = procfs.descriptors(stat.pid);
    if (descriptors.kind !== 'read') {
      isSure = false;
      continue;
    }
    for (const descriptor of descriptors.value.slice(0, SEARCHED_DESCRIPTORS)) {
      const link = whenRead(procfs.link(`${stat.pid}/fd/${descriptor}`)) ?? '';
      const inode = wanted.get(link);
      if (inode === undefined) continue;
      found.set(inode, { stat, descriptor, foundAt: at });
      wanted.delete(link);
    }
  }
  return isSure;
}

function missed(before: Miss | undefined, isSure: boolean, at: Instant): Miss {
  if (before !== undefined && at < before.retryAt) return before;
  const times = (before?.times ?? 0) + 1;
  const wasSure = before?.isSure ?? false;
  return { times, isSure: isSure || wasSure, retryAt: at + Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LAST_RETRY_MS) };
}
