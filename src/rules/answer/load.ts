import type { Process } from '../../core/facts/process.ts';
import type { Activity } from '../../core/memory/facts.ts';

/** What an app is at while it does not answer. */
export interface Load {
  /** Of one core. */
  readonly cpuShare?: number;
  /** Undefined where the share does not tell. */
  readonly load?: 'computing' | 'waiting';
}

const BUSY_SHARE = 0.7;
const IDLE_SHARE = 0.1;

/** By its share of a core. On a machine that is busy itself an app that computes gets less, and is seen ready to run. */
export function loadOf({ cpuShare }: Activity, processes: readonly Process[]): Load {
  if (cpuShare === undefined) return {};
  if (cpuShare < IDLE_SHARE) return { cpuShare, load: 'waiting' };
  const isComputing = cpuShare >= BUSY_SHARE || processes.some(({ state }) => state === 'R');
  return { cpuShare, ...(isComputing && { load: 'computing' }) };
}
