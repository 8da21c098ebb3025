import { describe, expect, test } from 'vitest';
import connectionReset from '../../../src/rules/answer/connection-reset.ts';
import rule from '../../../src/rules/answer/flapping.ts';
import runtimeCheckFailing from '../../../src/rules/answer/runtime-check-failing.ts';
import { app, facts, health, NOW, PORT, probe, STARTED } from '../../support/builders.ts';
import { failed } from '../../support/probe-builders.ts';
import { causesOf, ended, findingOf, silent } from '../../support/rule-builders.ts';

const turn = (to: 'healthy' | 'unhealthy', agoMs: number) => ({ to, at: NOW - agoMs, port: PORT });
const runtimeChanges = [turn('unhealthy', 300_000), turn('healthy', 200_000), turn('unhealthy', 50_000)];
const reset = (agoMs: number) =>
  failed({ kind: 'reset' }, { purpose: 'runtime', path: '/healthcheck', at: NOW - agoMs });

describe('flapping', () => {
  test('counts the changes, and names the failure', () => {
    const finding = findingOf(rule, facts({ runtimeChanges, probes: [reset(30_000), probe()] }));
    expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
    expect(finding.summary).toBe(
      "The app's health changed 3 times in 5 min (now unhealthy): in the last failed check it closed the connection without a response.",
    );
    expect(finding.evidence.map(({ observed }) => observed).slice(0, 3)).toEqual([
      'port 8000 became unhealthy',
      'port 8000 became healthy',
      'port 8000 became unhealthy',
    ]);
  });

  test('is primary while the app is well, and a symptom of what makes it unhealthy', () => {
    const all = [rule, runtimeCheckFailing, connectionReset];
    expect(causesOf(all, facts({ runtimeChanges }))).toEqual({ flapping: 'primary' });
    const unhealthy = health({ status: 'failed', runtime: { state: 'unhealthy', consecutiveFailures: 3 } });
    const probes = [reset(41_000), reset(21_000), reset(1_000)];
    expect(causesOf(all, facts({ runtimeChanges, probes, health: unhealthy }))).toEqual({
      'connection-reset': 'primary',
      'runtime-check-failing': 'connection-reset',
      flapping: 'runtime-check-failing',
    });
  });

  test.each([
    ['a healthy app', facts()],
    ['one fall and one recovery', facts({ runtimeChanges: runtimeChanges.slice(0, 2) })],
    [
      'changes of long ago',
      facts({ runtimeChanges: runtimeChanges.map((each) => ({ ...each, at: each.at - 400_000 })) }),
    ],
    ['an app that has ended', facts({ runtimeChanges, app: ended({ code: 1 }) })],
    ['an app that is being stopped', facts({ runtimeChanges, app: app({ stopRequestedAt: STARTED }) })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});
