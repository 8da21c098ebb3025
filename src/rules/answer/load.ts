import type { Cgroup } from '../../core/facts/cgroup.ts';
import type { Process } from '../../core/facts/process.ts';
import type { Activity } from '../../core/memory/facts.ts';
import { cpuUse, isIdle, takes } from '../shared/cpu-use.ts';

/** What an app is at while it does not answer. */
export interface Load {
  /** Of one core. */
  readonly cpuShare?: number;
  /** Undefined where the share does not tell. */
  readonly load?: 'computing' | 'waiting';
}

const BUSY_PART = 0.7;
/** Of one that is seen ready to run: on a machine that is busy itself it gets less. */
const READY_PART = 0.25;

/** By what it takes of the processor that it may take. */
export function loadOf(activity: Activity, processes: readonly Process[], cgroup: Cgroup): Load {
  const { cpuShare } = activity;
  if (cpuShare === undefined) return {};
  const use = cpuUse(activity, cgroup);
  if (isIdle(use)) return { cpuShare, load: 'waiting' };
  const isReady = processes.some(({ state }) => state === 'R');
  return { cpuShare, ...(takes(use, isReady ? READY_PART : BUSY_PART) && { load: 'computing' }) };
}
