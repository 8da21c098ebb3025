import { durationWords } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { bytesWords, type Cgroup, type CgroupCpu } from '../../core/facts/cgroup.ts';

/** A container of which nothing is known but that it is there: no limit. */
export const unlimited: Cgroup = { version: 2, memory: { usedBytes: 0 } };

/** Of the periods; with more of them throttled the quota slows the app down. */
export const THROTTLED_SHARE = 0.25;
const NEAR_SHARE = 0.9;
/** A second's worth: fewer say nothing. */
const LEAST_PERIODS = 10;

/** Whether the quota slows the app down. */
export const isThrottled = ({ periods, throttledPeriods }: CgroupCpu): boolean =>
  periods >= LEAST_PERIODS && throttledPeriods > periods * THROTTLED_SHARE;

/** That the container is too small for its app apart from anything else: its processor quota is used up, or its memory limit nearly reached. */
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
    `the processor quota${quotaCores === undefined ? '' : ` of ${quotaCores} cores`} was used up in ${throttledPeriods} of ${periods} periods, ` +
    `${durationWords(throttledMs)} of the last ${durationWords(overMs)}`,
});
