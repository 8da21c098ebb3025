import { durationWords } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { bytesWords, type Cgroup, type CgroupCpu } from '../../core/facts/cgroup.ts';

/** A container with no known limit. */
export const unlimited: Cgroup = { version: 2, memory: { usedBytes: 0 } };

/** If more than this share of the periods is throttled, the quota slows the app down. */
export const THROTTLED_SHARE = 0.25;
const NEAR_SHARE = 0.9;
/** One second's worth: fewer periods say nothing. */
const LEAST_PERIODS = 10;

/** Whether the quota slows the app down. */
export const isThrottled = ({ periods, throttledPeriods }: CgroupCpu): boolean =>
  periods >= LEAST_PERIODS && throttledPeriods > periods * THROTTLED_SHARE;

/** Evidence that the container is too small for its app, whatever else is wrong: its CPU quota is used up, or its memory nearly full. */
export function undersizedSeen({ cpu, memory }: Cgroup): readonly Evidence[] {
  const { limitBytes, usedBytes, workingSetBytes = usedBytes } = memory;
  const isFull = limitBytes !== undefined && workingSetBytes > limitBytes * NEAR_SHARE;
  return [
    ...(cpu !== undefined && isThrottled(cpu) ? [throttledSeen(cpu)] : []),
    ...(isFull
      ? [{ source: 'cgroup', observed: `${bytesWords(workingSetBytes)} of ${bytesWords(limitBytes)} of memory used` }]
      : []),
  ];
}

const throttledSeen = ({
  quotaCores,
  periods,
  throttledPeriods,
  throttledMs,
  overMs,
}: NonNullable<Cgroup['cpu']>): Evidence => ({
  source: 'cgroup',
  observed:
    `the CPU quota${quotaCores === undefined ? '' : ` of ${quotaCores} cores`} was used up in ${throttledPeriods} of ${periods} periods, ` +
    `${durationWords(throttledMs)} of the last ${durationWords(overMs)}`,
});
