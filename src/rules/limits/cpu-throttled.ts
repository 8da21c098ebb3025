import { durationWords } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { uncheckedHealth } from '../../core/diagnosis/stand-ins.ts';
import type { Cgroup } from '../../core/facts/cgroup.ts';
import { isThrottled, THROTTLED_SHARE } from '../shared/throttling.ts';

interface Finding {
  readonly cpu: NonNullable<Cgroup['cpu']>;
  /** Not released yet, or failing: the slowness may be why. */
  readonly isIll: boolean;
}

export default defineRule({
  code: 'cpu-throttled',
  title: "The container's processor limit slows the app down",
  stage: 'limits',
  needs: ['cgroup', 'app'],
  assumes: { health: uncheckedHealth },
  meaning:
    'The container may use so much processor time in each period (usually 100 ms); once that is spent, all its processes stand still until the next one. ' +
    'Starting is what most apps need the processor for: under a quota of a tenth of a core a start of 10 s takes over a minute and a half, and timeouts that fit elsewhere do not fit here.',
  when({ cgroup: { cpu }, health, app }): Finding | undefined {
    if (cpu === undefined || app.exit || !isThrottled(cpu)) return undefined;
    const isIll = health.status === 'pending' || health.status === 'failed' || health.runtime.consecutiveFailures > 0;
    return { cpu, isIll };
  },
  severity: ({ isIll }) => (isIll ? 'warning' : 'info'),
  summary: ({ cpu, isIll }) =>
    `The container was stopped in ${share(cpu)} because its ${quotaWords(cpu)} was used up, for ${durationWords(cpu.throttledMs)} of the last ${durationWords(cpu.overMs)}${isIll ? '; its start and its answers take that much longer' : ''}.`,
  evidence: ({ cpu }) => [
    {
      source: 'cgroup',
      expected: `at most ${THROTTLED_SHARE * 100} % of the periods throttled`,
      observed: `throttled in ${share(cpu)}, quota ${cpu.quotaCores === undefined ? 'of a group above' : `${cores(cpu.quotaCores)}`}`,
    },
  ],
  remedy: () => [
    'Give the container more processor time, at least while it starts.',
    'Do less at start: build, compile and migrate before the release, import what is seldom needed later.',
    'Run no more workers or threads than the quota has cores: all of them spend the same allowance.',
  ],
  example: {
    cpu: { quotaCores: 0.2, periods: 100, throttledPeriods: 92, throttledMs: 6_900, overMs: 10_000 },
    isIll: true,
  },
});

const share = ({ throttledPeriods, periods }: Finding['cpu']): string =>
  `${throttledPeriods} of ${periods} periods (${Math.round((throttledPeriods / periods) * 100)} %)`;

const cores = (count: number): string => `${Math.round(count * 100) / 100} ${count === 1 ? 'core' : 'cores'}`;

const quotaWords = ({ quotaCores }: Finding['cpu']): string =>
  quotaCores === undefined ? 'processor quota' : `processor quota of ${cores(quotaCores)}`;
