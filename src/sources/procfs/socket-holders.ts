import type { Instant } from '../../core/clock.ts';
import type { Stat } from './parse-stat.ts';
import { type Procfs, whenRead } from './procfs.ts';

/** Who to ask for a socket, in the order of preference. */
export interface Suspects {
  readonly app: readonly Stat[];
  readonly others: readonly Stat[];
}

/**
 * Who holds a socket: a process; `nobody`: none of those asked, and all could be asked; `not-the-app`: none of the app's, all of
 * which could be asked, and perhaps one of the others that could not; `unknown`: perhaps one of the app's that could not.
 */
export type Held = Stat | 'nobody' | 'not-the-app' | 'unknown';

interface Holder {
  readonly stat: Stat;
  readonly descriptor: number;
  readonly foundAt: Instant;
}

interface Miss {
  readonly times: number;
  /** Whether every suspect, or every one of the app's, could be asked, once: who is born or closed to us later cannot have come by it. */
  readonly sure: 'of-all' | 'of-the-app' | 'of-none';
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
    const askedOthers = search(procfs, others, left, at, now);
    const isApart = askedApp && left.some((inode) => !now.has(inode)) && nobodyWasBorn(procfs, starts);
    const sureOfApp = isApart && app.length > 0 ? 'of-the-app' : 'of-none';
    const sure = isApart && askedOthers ? 'of-all' : sureOfApp;
    const missing = lost.filter((inode) => !now.has(inode));
    misses = new Map(missing.map((inode) => [inode, missed(misses.get(inode), sure, at)]));
    holders = now;
    return (inode) => now.get(inode)?.stat ?? verdictOf(misses.get(inode));
  };
}

const VERDICTS = { 'of-all': 'nobody', 'of-the-app': 'not-the-app', 'of-none': 'unknown' } as const;

const verdictOf = (miss: Miss | undefined): Exclude<Held, Stat> => VERDICTS[miss?.sure ?? 'of-none'];

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

function missed(before: Miss | undefined, now: Miss['sure'], at: Instant): Miss {
  if (before !== undefined && at < before.retryAt) return before;
  const times = (before?.times ?? 0) + 1;
  const sure = SURENESS.find((each) => each === now || each === before?.sure) ?? 'of-none';
  return { times, sure, retryAt: at + Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LAST_RETRY_MS) };
}

/** From the most on. */
const SURENESS = ['of-all', 'of-the-app', 'of-none'] as const;
