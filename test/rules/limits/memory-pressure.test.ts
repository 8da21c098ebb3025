import { describe, expect, test } from 'vitest';
import type { Cgroup } from '../../../src/core/facts/cgroup.ts';
import rule from '../../../src/rules/limits/memory-pressure.ts';
import outOfMemory from '../../../src/rules/limits/out-of-memory.ts';
import { facts, NOW } from '../../support/builders.ts';
import { causesOf, ended, findingOf, silent } from '../../support/rule-builders.ts';

const MIB = 1_048_576;
const using = (mebibytes: number, change: Partial<Cgroup['memory']> = {}): Cgroup => ({
  version: 2,
  memory: { limitBytes: 512 * MIB, usedBytes: mebibytes * MIB, oomKills: 0, nearlyFullSince: NOW - 5_000, ...change },
});

test('names how much of the limit is used', () => {
  const finding = findingOf(rule, facts({ cgroup: using(500, { workingSetBytes: 480 * MIB }) }));
  expect(finding.severity).toBe('warning');
  expect(finding.summary).toBe(
    'The container uses 480 MiB of its 512 MiB of memory (93%): at the limit the kernel kills a process.',
  );
  expect(finding.evidence).toEqual([
    {
      source: 'cgroup',
      expected: 'less than 461 MiB',
      observed: '480 MiB, and 20 MiB of page cache that can be dropped',
    },
  ]);
});

test('is explained by a kill', () => {
  const cgroup = using(500, { oomKills: 1, lastOomKillAt: NOW - 4_000 });
  expect(causesOf([rule, outOfMemory], facts({ cgroup }))).toEqual({
    'out-of-memory': 'primary',
    'memory-pressure': 'out-of-memory',
  });
});

describe('is silent', () => {
  test.each([
    ['on a healthy app', facts()],
    ['on memory that is not nearly full', facts({ cgroup: { version: 2, memory: { limitBytes: MIB, usedBytes: 1 } } })],
    ['on memory that has only just filled', facts({ cgroup: using(500, { nearlyFullSince: NOW - 1_000 }) })],
    ['when the app has exited', facts({ app: ended({ code: 1 }), cgroup: using(500) })],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('is skipped when the limits cannot be read', () => {
  expect(rule.judge(facts({ cgroup: undefined })).kind).toBe('skipped');
});
