import { describe, expect, test } from 'vitest';
import type { Cgroup } from '../../../src/core/facts/cgroup.ts';
import rule from '../../../src/rules/limits/cpu-throttled.ts';
import { facts, health, waiting } from '../../support/builders.ts';
import { ended, findingOf, severityOf, silent } from '../../support/rule-builders.ts';

const throttled = (throttledPeriods: number, periods = 50): Cgroup => ({
  version: 1,
  memory: { usedBytes: 1 },
  cpu: { quotaCores: 0.2, periods, throttledPeriods, throttledMs: 3_463, overMs: 5_000 },
});

test('shows in numbers how much the quota slows a start', () => {
  const finding = findingOf(rule, facts({ health: waiting(), cgroup: throttled(46) }));
  expect(finding.severity).toBe('warning');
  expect(finding.summary).toBe(
    'CPU throttling paused the container for 3.5 s of the last 5 s (quota 0.2 cores), so it starts and responds more slowly.',
  );
});

test.each([
  ['warning', health({ status: 'failed' })],
  ['warning', health({ runtime: { state: 'healthy', consecutiveFailures: 1 } })],
  ['info', health()],
])('is of severity %s by the health of the app', (severity, now) => {
  expect(severityOf(rule, facts({ health: now, cgroup: throttled(46) }))).toBe(severity);
});

describe('is silent', () => {
  test.each([
    ['on a healthy app', facts()],
    ['on a start that is throttled now and then', facts({ health: waiting(), cgroup: throttled(12) })],
    ['on too few periods', facts({ health: waiting(), cgroup: throttled(5, 5) })],
    ['without a quota', facts({ health: waiting(), cgroup: { version: 2, memory: { usedBytes: 1 } } })],
    ['when the app has exited', facts({ app: ended({ code: 1 }), cgroup: throttled(46) })],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('is skipped when the limits cannot be read', () => {
  expect(rule.judge(facts({ cgroup: undefined })).kind).toBe('skipped');
});
