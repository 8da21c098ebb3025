import type { CgroupCpu, CgroupMemory } from '../../core/facts/cgroup.ts';

/** The readable files of one cgroup, by name. */
export type Files = Readonly<Partial<Record<string, string>>>;

/** The names of the files that `parseMemory` reads. */
export const memoryFiles = {
  1: [
    'memory.limit_in_bytes',
    'memory.usage_in_bytes',
    'memory.max_usage_in_bytes',
    'memory.oom_control',
    'memory.stat',
  ],
  2: ['memory.max', 'memory.current', 'memory.peak', 'memory.events', 'memory.stat'],
} as const;

/** The names of the files that `parseCpu` reads. */
export const cpuFiles = {
  1: ['cpu.cfs_quota_us', 'cpu.cfs_period_us', 'cpu.stat'],
  2: ['cpu.max', 'cpu.stat', 'cpu.pressure'],
} as const;

/**
 * The memory account (cgroup-v1/memory.rst, cgroup-v2.rst).
 * Undefined if its usage or limit cannot be read: the root of version 2 has neither.
 * `memory.failcnt` is not used: it stayed 0 through real kills (fixtures/proc-cgroup/v1-after-oom).
 */
export function parseMemory(version: 1 | 2, files: Files): CgroupMemory | undefined {
  const isOne = version === 1;
  const usedBytes = whole(files[isOne ? 'memory.usage_in_bytes' : 'memory.current']);
  const limitText = files[isOne ? 'memory.limit_in_bytes' : 'memory.max'];
  if (usedBytes === undefined || limitText === undefined) return undefined;
  const stat = pairs(files['memory.stat']);
  const limitBytes = lowest([limited(limitText), isOne ? limited(stat.get('hierarchical_memory_limit')) : undefined]);
  const peakBytes = whole(files[isOne ? 'memory.max_usage_in_bytes' : 'memory.peak']);
  const cached = whole(stat.get(isOne ? 'total_inactive_file' : 'inactive_file'));
  const oomKills = whole(pairs(files[isOne ? 'memory.oom_control' : 'memory.events']).get('oom_kill'));
  return {
    usedBytes,
    ...(limitBytes !== undefined && { limitBytes }),
    ...(cached !== undefined && { workingSetBytes: Math.max(0, usedBytes - cached) }),
    ...(peakBytes !== undefined && { peakBytes }),
    ...(oomKills !== undefined && { oomKills }),
  };
}

/** The CPU account; undefined if the cgroup has none. */
export function parseCpu(version: 1 | 2, files: Files): CgroupCpu | undefined {
  const stat = pairs(files['cpu.stat']);
  const periods = whole(stat.get('nr_periods'));
  const throttledPeriods = whole(stat.get('nr_throttled'));
  const throttled = whole(stat.get(version === 1 ? 'throttled_time' : 'throttled_usec'));
  if (periods === undefined || throttledPeriods === undefined || throttled === undefined) return undefined;
  const quotaCores = quotaOf(version, files);
  const perMs = version === 1 ? 1e6 : 1e3;
  // Pressure stall information (accounting/psi.rst), in microseconds: `some avg10=0.00 avg60=0.00 avg300=0.00 total=1234`.
  const waited = whole(/^some .{0,80} total=(\d+)$/m.exec(files['cpu.pressure'] ?? '')?.[1]);
  return {
    periods,
    throttledPeriods,
    throttledMs: Math.round(throttled / perMs),
    ...(quotaCores !== undefined && { quotaCores }),
    ...(waited !== undefined && { waitedMs: Math.round(waited / 1e3) }),
  };
}

/** No quota is -1 in version 1, and the word max in version 2. */
function quotaOf(version: 1 | 2, files: Files): number | undefined {
  const [first, second] = (files['cpu.max'] ?? '').trim().split(' ');
  const quota = whole(version === 1 ? files['cpu.cfs_quota_us'] : first);
  const period = whole(version === 1 ? files['cpu.cfs_period_us'] : second);
  return quota === undefined || period === undefined || period === 0 ? undefined : quota / period;
}

/** Version 1 writes "no limit" as the largest number of whole pages, version 2 as the word max. */
const UNLIMITED_FROM = 2 ** 62;

function limited(text: string | undefined): number | undefined {
  const bytes = whole(text);
  return bytes === undefined || bytes >= UNLIMITED_FROM ? undefined : bytes;
}

const lowest = (limits: readonly (number | undefined)[]): number | undefined => {
  const set = limits.filter((limit) => limit !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
};

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;

function pairs(text: string | undefined): ReadonlyMap<string, string> {
  const rows = (text ?? '').split('\n').map((row) => row.split(' '));
  return new Map(rows.flatMap(([name, value]) => (name && value !== undefined ? [[name, value] as const] : [])));
}
