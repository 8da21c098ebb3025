import type { Cgroup } from '../../core/facts/cgroup.ts';
import type { Process } from '../../core/facts/process.ts';
import type { Activity } from '../../core/memory/facts.ts';
import { cpuUse, isIdle, takes } from '../shared/cpu-use.ts';

/** What an app does while it does not respond. */
export interface Load {
  /** A share of one core. */
  readonly cpuShare?: number;
  /** Undefined if the share is not conclusive. */
  readonly load?: 'computing' | 'waiting';
}

const BUSY_PART = 0.7;
/** For a process that is ready to run: on a busy machine it gets less CPU. */
const READY_PART = 0.25;

/** Judged by how much of its allowed CPU the app uses. */
export function loadOf(activity: Activity, processes: readonly Process[], cgroup: Cgroup): Load {
  const { cpuShare } = activity;
  if (cpuShare === undefined) return {};
  const use = cpuUse(activity, cgroup);
  if (isIdle(use)) return { cpuShare, load: 'waiting' };
  const isReady = processes.some(({ state }) => state === 'R');
  return { cpuShare, ...(takes(use, isReady ? READY_PART : BUSY_PART) && { load: 'computing' }) };
}
