import { durationWords } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { uncheckedHealth } from '../../core/diagnosis/stand-ins.ts';
import type { Cgroup } from '../../core/facts/cgroup.ts';
import { isThrottled, THROTTLED_SHARE } from '../shared/throttling.ts';

interface Finding {
  readonly cpu: NonNullable<Cgroup['cpu']>;
  /** Not released yet, or failing: slowness may be the reason. */
  readonly isIll: boolean;
}

export default defineRule({
  code: 'cpu-throttled',
  title: "The container's processor limit slows the app down",
  stage: 'limits',
  needs: ['cgroup', 'app'],
  assumes: { health: uncheckedHealth },
  meaning:
    'The container has a CPU quota for each period (usually 100 ms). Once it is used up, all processes of the container wait for the next period. ' +
    'Most apps need the CPU when they start. With a quota of a tenth of a core, a start of 10 s takes over 90 s. Timeouts that fit elsewhere are then too short.',
  when({ cgroup: { cpu }, health, app }): Finding | undefined {
    if (cpu === undefined || app.exit || !isThrottled(cpu)) return undefined;
    const isIll = health.status === 'pending' || health.status === 'failed' || health.runtime.consecutiveFailures > 0;
    return { cpu, isIll };
  },
  severity: ({ isIll }) => (isIll ? 'warning' : 'info'),
  summary: ({ cpu, isIll }) =>
    `CPU throttling paused the container for ${durationWords(cpu.throttledMs)} of the last ${durationWords(cpu.overMs)} (${quotaWords(cpu)})${isIll ? ', so it starts and responds more slowly' : ''}.`,
  evidence: ({ cpu }) => [
    {
      source: 'cgroup',
      expected: `at most ${THROTTLED_SHARE * 100}% of the periods throttled`,
      observed: `throttled in ${share(cpu)}, ${quotaWords(cpu)}`,
    },
  ],
  remedy: () => [
    'Give the container more CPU time, at least while it starts.',
    'Do less at start: build, compile and migrate before the release, and import rarely used modules later.',
    'Run no more workers or threads than the quota has cores: all of them share the same quota.',
  ],
  example: {
    cpu: { quotaCores: 0.2, periods: 100, throttledPeriods: 92, throttledMs: 6_900, overMs: 10_000 },
    isIll: true,
  },
});

const share = ({ throttledPeriods, periods }: Finding['cpu']): string =>
  `${throttledPeriods} of ${periods} periods (${Math.round((throttledPeriods / periods) * 100)}%)`;

const cores = (count: number): string => `${Math.round(count * 100) / 100} ${count === 1 ? 'core' : 'cores'}`;

const quotaWords = ({ quotaCores }: Finding['cpu']): string =>
  quotaCores === undefined ? 'quota of a parent group' : `quota ${cores(quotaCores)}`;
