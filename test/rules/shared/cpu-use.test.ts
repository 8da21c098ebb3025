import { expect, test } from 'vitest';
import type { Cgroup } from '../../../src/core/facts/cgroup.ts';
import { doingOf, doingWords } from '../../../src/rules/shared/app-activity.ts';
import { NOW, process } from '../../support/builders.ts';

const limited = (change: Partial<NonNullable<Cgroup['cpu']>> = {}): Cgroup => ({
  version: 2,
  memory: { usedBytes: 0 },
  cpu: { periods: 100, throttledPeriods: 0, throttledMs: 0, overMs: 10_000, ...change },
});

const words = (cpuShare: number, cgroup = limited(), state = 'S'): string =>
  doingWords(doingOf({ at: NOW, processes: [process({ state })], activity: { cpuShare, overMs: 5_000 }, cgroup }));

test.each([
  ['a calm machine', 0.52, limited(), 'it is busy, using 52% of a core'],
  [
    'most of a quarter of a core',
    0.24,
    limited({ quotaCores: 0.25 }),
    'it is busy, using 24% of a core (its quota allows 25%)',
  ],
  [
    'what its quota leaves it',
    0.12,
    limited({ throttledPeriods: 90 }),
    'it is busy, using 12% of a core (and is waiting for more)',
  ],
  [
    'what others leave it',
    0.12,
    limited({ waitedMs: 8_000 }),
    'it is busy, using 12% of a core (and is waiting for more)',
  ],
  ['some of a core, and no more than it wants', 0.12, limited(), 'it uses 12% of a core'],
  ['next to nothing', 0.04, limited(), 'it is idle'],
  ['next to nothing, though something waits', 0.004, limited({ throttledPeriods: 90, waitedMs: 9_000 }), 'it is idle'],
])('an app that uses %s', (_, share, cgroup, expected) => {
  expect(words(share, cgroup)).toBe(expected);
});

test('an app that waits for CPU is busy, whatever else it seems to do', () => {
  expect(words(0.3, limited({ waitedMs: 8_000 }), 'D')).toContain('it is busy');
  expect(words(0.3, limited(), 'D')).toContain('is blocked in the kernel');
});
