import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import { known, type Observed } from '../observed.ts';

/** The memory of the container as its cgroup accounts for it, in bytes. */
export interface CgroupMemory {
  /** Undefined: no limit is set. */
  readonly limitBytes?: number;
  /** Page cache included. */
  readonly usedBytes: number;
  /** Without the page cache that the kernel can drop immediately; undefined where the kernel does not report that share. */
  readonly workingSetBytes?: number;
  readonly peakBytes?: number;
  /** Processes that the kernel killed for memory; undefined where the kernel does not count them. */
  readonly oomKills?: number;
}

/** The container's CPU quota, and how far the kernel throttled the container to it. */
export interface CgroupCpu {
  /** Undefined: no quota is set. */
  readonly quotaCores?: number;
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledMs: number;
  /** How long at least one task of the container waited for the CPU; undefined where the kernel does not count it. */
  readonly waitedMs?: number;
}

/** One reading. Its counters start when the cgroup is created. `cpu` is undefined where the container has no cpu controller. */
export interface CgroupReading {
  readonly version: 1 | 2;
  readonly memory: CgroupMemory;
  readonly cpu?: CgroupCpu;
}

/** The container's limits and how near they are. `oomKills` counts since the app's start, the CPU counters over the last `overMs`. */
export interface Cgroup {
  /** When a cgroup was last read; undefined in facts that no reading made. */
  readonly readAt?: Instant;
  readonly version: 1 | 2;
  /** `nearlyFullSince`: every reading since then was near the limit; undefined when the newest one is not. */
  readonly memory: CgroupMemory & { readonly lastOomKillAt?: Instant; readonly nearlyFullSince?: Instant };
  readonly cpu?: CgroupCpu & { readonly overMs: number };
}

/**
 * What is remembered of the readings: the first count of kills, when that last rose, since when memory is nearly full, the recent readings.
 */
export interface CgroupPast {
  readonly firstOomKills?: number;
  readonly lastOomKillAt?: Instant;
  readonly nearlyFullSince?: Instant;
  readonly readings: readonly { readonly at: Instant; readonly reading: CgroupReading }[];
}

const WINDOW_MS = 12_000;
/** Memory is nearly full from this share of its limit. */
export const NEAR_SHARE = 0.9;
const KEPT_READINGS = 32;

/** Folds one reading into what is remembered. */
export function withCgroup(past: CgroupPast, reading: CgroupReading, at: Instant): CgroupPast {
  const kills = reading.memory.oomKills;
  const before = past.readings.at(-1)?.reading.memory.oomKills;
  const firstOomKills = past.firstOomKills ?? kills;
  const hasRisen = kills !== undefined && before !== undefined && kills > before;
  // Keeps one reading that is too old: the window needs a start even when readings are slow.
  const recent = past.readings.filter((each, index, all) => at - (all[index + 1] ?? each).at <= WINDOW_MS);
  const { nearlyFullSince = at, ...others } = past;
  return {
    ...others,
    ...(isNearlyFull(reading.memory) && { nearlyFullSince }),
    ...(firstOomKills !== undefined && { firstOomKills }),
    ...(hasRisen && { lastOomKillAt: at }),
    readings: pushed(recent, { at, reading }, KEPT_READINGS),
  };
}

/** The memory that the app needs: page cache that the kernel can drop immediately does not count. */
export const neededBytes = ({ usedBytes, workingSetBytes = usedBytes }: CgroupMemory): number => workingSetBytes;

const isNearlyFull = (memory: CgroupMemory): boolean =>
  memory.limitBytes !== undefined && memory.limitBytes > 0 && neededBytes(memory) > memory.limitBytes * NEAR_SHARE;

/** The fact that follows from the newest reading and the earlier ones. */
export function cgroupOf(seen: Observed<CgroupReading>, past: CgroupPast): Observed<Cgroup> {
  if (!seen.known) return seen;
  const { version, memory, cpu } = seen.value;
  const { oomKills, ...rest } = memory;
  const { lastOomKillAt, nearlyFullSince, firstOomKills = 0 } = past;
  const [first] = past.readings;
  const since = first?.reading.cpu;
  return known(
    {
      readAt: seen.at,
      version,
      memory: {
        ...rest,
        ...(oomKills !== undefined && { oomKills: Math.max(0, oomKills - firstOomKills) }),
        ...(lastOomKillAt !== undefined && { lastOomKillAt }),
        ...(nearlyFullSince !== undefined && { nearlyFullSince }),
      },
      ...(cpu && first && since && { cpu: { ...difference(cpu, since), overMs: seen.at - first.at } }),
    },
    seen.at,
  );
}

function difference(now: CgroupCpu, before: CgroupCpu): CgroupCpu {
  return {
    ...(now.quotaCores !== undefined && { quotaCores: now.quotaCores }),
    periods: Math.max(0, now.periods - before.periods),
    throttledPeriods: Math.max(0, now.throttledPeriods - before.throttledPeriods),
    throttledMs: Math.max(0, now.throttledMs - before.throttledMs),
    ...(now.waitedMs !== undefined && { waitedMs: Math.max(0, now.waitedMs - (before.waitedMs ?? now.waitedMs)) }),
  };
}

const MEBIBYTE = 1_048_576;

/** "512 MiB", "1.5 GiB", "0.3 MiB". */
export function bytesWords(bytes: number): string {
  const mebibytes = bytes / MEBIBYTE;
  if (mebibytes >= 1_024) return `${Math.round((mebibytes / 1_024) * 10) / 10} GiB`;
  return `${mebibytes >= 10 ? Math.round(mebibytes) : Math.round(mebibytes * 10) / 10} MiB`;
}
