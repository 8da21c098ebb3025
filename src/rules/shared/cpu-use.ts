import type { Cgroup } from '../../core/facts/cgroup.ts';
import type { Activity } from '../../core/memory/facts.ts';
import { isThrottled } from './throttling.ts';

/** How much of the processor an app takes, and may take. */
export interface CpuUse {
  /** Of one core; 0 where it is not known. */
  readonly share: number;
  /** Of one core; below 1 where the container's quota is. */
  readonly allowed: number;
  /** Whether something in the container waits for the processor most of the time: by its quota, or because others have it. */
  readonly isHeldBack: boolean;
}

/** Of the time in which something in the container waits for the processor. */
const MOST = 0.5;
/** Of what it may take: less is the idling of an event loop. */
const LEAST = 0.1;

export function cpuUse({ cpuShare = 0 }: Activity, { cpu }: Pick<Cgroup, 'cpu'>): CpuUse {
  const waited = cpu === undefined || cpu.overMs === 0 ? 0 : (cpu.waitedMs ?? 0) / cpu.overMs;
  return {
    share: cpuShare,
    allowed: Math.min(1, cpu?.quotaCores ?? 1),
    isHeldBack: cpu !== undefined && (isThrottled(cpu) || waited >= MOST),
  };
}

/** Whether it does nothing that the processor shows. */
export const isIdle = ({ share, allowed }: CpuUse): boolean => share < LEAST * allowed;

/** Whether it takes this part of what it may take, or as much as it gets. */
export const takes = (use: CpuUse, part: number): boolean =>
  use.share >= part * use.allowed || (use.isHeldBack && !isIdle(use));

/** "24 % of a core", with what keeps it from more: its quota, or others. */
export function cpuWords({ share, allowed, isHeldBack }: CpuUse): string {
  const taken = `${Math.round(share * 100)} % of a core`;
  if (allowed === 1 && isHeldBack) return `${taken} (and it waits for more)`;
  return allowed === 1 ? taken : `${taken} (its quota allows ${Math.round(allowed * 100)} %)`;
}
