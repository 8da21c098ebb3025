import type { Instant } from '../../core/clock.ts';
import type { Stat } from './parse-stat.ts';
import { type Procfs, whenRead } from './procfs.ts';

/** Who to ask for a socket, in the order of preference. */
export interface Suspects {
  readonly app: readonly Stat[];
  readonly others: readonly Stat[];
}

interface Holder {
  readonly stat: Stat;
  readonly descriptor: number;
  readonly foundAt: Instant;
}

interface Miss {
  readonly retryAt: Instant;
  readonly delayMs: number;
}

const SEARCHED_DESCRIPTORS = 65_536;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** How long a stranger is believed to hold a socket alone: the app may have inherited it since. */
const STRANGER_MS = 5_000;

/**
 * A finder of the process that holds each socket, by inode; a socket is absent when nobody who can be read holds it.
 * Descriptors are searched only for a socket that is new, or whose holder let go of it.
 */
export function socketHolders(
  procfs: Procfs,
): (inodes: readonly number[], suspects: Suspects, at: Instant) => ReadonlyMap<number, Stat> {
  let holders: ReadonlyMap<number, Holder> = new Map();
  let misses: ReadonlyMap<number, Miss> = new Map();
  return (inodes, { app, others }, at) => {
    const pids = new Map([...others, ...app].map(({ pid, startTicks }) => [pid, startTicks]));
    const kept = [...holders].filter(
      ([inode, holder]) => inodes.includes(inode) && stillHolds(procfs, inode, holder, pids),
    );
    const now = new Map(kept);
    const lost = inodes.filter((inode) => inode > 0 && !now.has(inode));
    const due = lost.filter((inode) => at >= (misses.get(inode)?.retryAt ?? at));
    const doubted = doubtedOf(kept, app, at);
    for (const [inode, holder] of doubted) now.set(inode, { ...holder, foundAt: at });
    search(procfs, app, [...due, ...doubted.map(([inode]) => inode)], at, now);
    search(
      procfs,
      others,
      due.filter((inode) => !now.has(inode)),
      at,
      now,
    );
    misses = new Map(lost.filter((inode) => !now.has(inode)).map((inode) => [inode, missed(misses.get(inode), at)]));
    holders = now;
    return new Map([...now].map(([inode, { stat }]) => [inode, stat]));
  };
}

function stillHolds(procfs: Procfs, inode: number, holder: Holder, pids: ReadonlyMap<number, number>): boolean {
  const { stat, descriptor } = holder;
  if (pids.get(stat.pid) !== stat.startTicks) return false;
  return whenRead(procfs.link(`${stat.pid}/fd/${descriptor}`)) === `socket:[${inode}]`;
}

type Held = readonly [inode: number, holder: Holder];

function doubtedOf(held: readonly Held[], app: readonly Stat[], at: Instant): readonly Held[] {
  const appPids = new Set(app.map(({ pid }) => pid));
  return held.filter(([, { stat, foundAt }]) => !appPids.has(stat.pid) && at - foundAt >= STRANGER_MS);
}

function search(
  procfs: Procfs,
  suspects: readonly Stat[],
  inodes: readonly number[],
  at: Instant,
  found: Map<number, Holder>,
): void {
  const wanted = new Map(inodes.map((inode) => [`socket:[${inode}]`, inode]));
  for (const stat of suspects) {
    if (wanted.size === 0) return;
    const descriptors = whenRead(procfs.descriptors(stat.pid)) ?? [];
    for (const descriptor of descriptors.slice(0, SEARCHED_DESCRIPTORS)) {
      const link = whenRead(procfs.link(`${stat.pid}/fd/${descriptor}`)) ?? '';
      const inode = wanted.get(link);
      if (inode === undefined) continue;
      found.set(inode, { stat, descriptor, foundAt: at });
      wanted.delete(link);
      if (wanted.size === 0) return;
    }
  }
}

function missed(before: Miss | undefined, at: Instant): Miss {
  if (before !== undefined && at < before.retryAt) return before;
  const delayMs = before === undefined ? FIRST_RETRY_MS : Math.min(before.delayMs * 2, LAST_RETRY_MS);
  return { retryAt: at + delayMs, delayMs };
}
