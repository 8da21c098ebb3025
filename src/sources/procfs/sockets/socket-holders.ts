import type { Instant } from '../../../core/clock.ts';
import type { Stat } from '../files/parse-stat.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import { isHeldByNoNewborn, searchSockets } from './socket-search.ts';

/** The processes to search for a socket, in order of preference. */
export interface Suspects {
  readonly app: readonly Stat[];
  readonly others: readonly Stat[];
}

/**
 * The holder of a socket. `nobody`: all processes could be searched, none holds it. `not-the-app`: all of the app's could be searched,
 * none holds it, but another process might. `unknown`: a process of the app that could not be searched might.
 */
export type Held = Stat | 'nobody' | 'not-the-app' | 'unknown';

interface Holder {
  readonly stat: Stat;
  readonly descriptor: number;
  readonly foundAt: Instant;
}

interface Miss {
  readonly times: number;
  /**
   * Whether all suspects, or all of the app's, could be searched once. A process that starts or becomes unreadable later cannot hold it.
   */
  readonly sure: 'of-all' | 'of-the-app' | 'of-none';
  readonly retryAt: Instant;
}

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;
/** How long another program counts as the only holder of a socket: the app may inherit the socket later. */
const STRANGER_MS = 5_000;

/**
 * Finds the process that holds a socket, by inode. Searches descriptors only for a new socket, or one that its holder closed,
 * and less and less often for one that no process holds.
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
    const search = (suspects: readonly Stat[], wanted: readonly number[]): boolean =>
      searchSockets(procfs, suspects, wanted, (inode, { process, descriptor }) =>
        now.set(inode, { stat: process, descriptor, foundAt: at }),
      );
    const askedApp = search(app, [...due, ...doubted.map(([inode]) => inode)]);
    const askedOthers = search(others, notIn(now, due));
    const left = notIn(now, due);
    const isApart = askedApp && left.length > 0 && isHeldByNoNewborn(procfs, starts, left);
    const sureOfApp = isApart && app.length > 0 ? 'of-the-app' : 'of-none';
    const sure = isApart && askedOthers ? 'of-all' : sureOfApp;
    const missing = notIn(now, lost);
    misses = new Map(missing.map((inode) => [inode, missed(misses.get(inode), sure, at)]));
    holders = now;
    return (inode) => now.get(inode)?.stat ?? verdictOf(misses.get(inode));
  };
}

const notIn = (found: ReadonlyMap<number, Holder>, inodes: readonly number[]): readonly number[] =>
  inodes.filter((inode) => !found.has(inode));

const VERDICTS = { 'of-all': 'nobody', 'of-the-app': 'not-the-app', 'of-none': 'unknown' } as const;

const verdictOf = (miss: Miss | undefined): Exclude<Held, Stat> => VERDICTS[miss?.sure ?? 'of-none'];

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

function missed(before: Miss | undefined, now: Miss['sure'], at: Instant): Miss {
  if (before !== undefined && at < before.retryAt) return before;
  const times = (before?.times ?? 0) + 1;
  const sure = SURENESS.find((each) => each === now || each === before?.sure) ?? 'of-none';
  return { times, sure, retryAt: at + Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LAST_RETRY_MS) };
}

/** From the most certain to the least. */
const SURENESS = ['of-all', 'of-the-app', 'of-none'] as const;
