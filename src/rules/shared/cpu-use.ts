import type { Cgroup } from '../../core/facts/cgroup.ts';
import type { Activity } from '../../core/memory/facts.ts';
import { isThrottled } from './throttling.ts';

/** How much CPU an app uses, and how much it is allowed. */
export interface CpuUse {
  /** A share of one core; 0 if unknown. */
  readonly share: number;
  /** A share of one core; below 1 if the container's quota is. */
  readonly allowed: number;
  /** Whether something in the container waits for CPU most of the time, because of the quota or of other users. */
  readonly isHeldBack: boolean;
}

/** The share of time in which something in the container waits for CPU. */
const MOST = 0.5;
/** A share of the allowed CPU: an idle event loop uses less. */
const LEAST = 0.1;

export function cpuUse({ cpuShare = 0 }: Activity, { cpu }: Pick<Cgroup, 'cpu'>): CpuUse {
  const waited = cpu === undefined || cpu.overMs === 0 ? 0 : (cpu.waitedMs ?? 0) / cpu.overMs;
  return {
    share: cpuShare,
    allowed: Math.min(1, cpu?.quotaCores ?? 1),
    isHeldBack: cpu !== undefined && (isThrottled(cpu) || waited >= MOST),
  };
}

/** Whether it uses no noticeable CPU. */
export const isIdle = ({ share, allowed }: CpuUse): boolean => share < LEAST * allowed;

/** Whether it uses this part of its allowed CPU, or all that it gets. */
export const takes = (use: CpuUse, part: number): boolean =>
  use.share >= part * use.allowed || (use.isHeldBack && !isIdle(use));

/** "24% of a core", with what limits it: its quota, or other users of the CPU. */
export function cpuWords({ share, allowed, isHeldBack }: CpuUse): string {
  const taken = `${Math.round(share * 100)}% of a core`;
  if (allowed === 1 && isHeldBack) return `${taken} (and is waiting for more)`;
  return allowed === 1 ? taken : `${taken} (its quota allows ${Math.round(allowed * 100)}%)`;
}
