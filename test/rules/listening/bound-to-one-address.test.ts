import { describe, expect, test } from 'vitest';
import runtimeCheckFailing from '../../../src/rules/answer/runtime-check-failing.ts';
import boundToLoopback from '../../../src/rules/listening/bound-to-loopback.ts';
import rule from '../../../src/rules/listening/bound-to-one-address.ts';
import wrongPort from '../../../src/rules/listening/wrong-port.ts';
import { app, facts, health, listener, NOW, probe, STARTED, waiting } from '../../support/builders.ts';
import { causesOf, ended, findingOf, refused, silent } from '../../support/rule-builders.ts';

const elsewhere = { listeners: [listener('10.0.0.9')], probes: [refused], health: waiting() };

describe('bound-to-one-address', () => {
  const finding = findingOf(rule, facts(elsewhere));

  test('names the address that listens and the one that was refused', () => {
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding.summary).toBe(
      "The app listens only on 10.0.0.9:8000, so the check of the container's own address, 10.0.0.2:8000, was refused.",
    );
  });

  test('shows the listener, where the port comes from, and the refusal', () => {
    expect(finding.evidence.map(({ source, observed }) => [source, observed])).toEqual([
      ['/proc/net/tcp', '10.0.0.9:8000 (pid 7, gunicorn app:app)'],
      ['settings', "the endpoint's port is 8000 (from $PORT)"],
      ['probe', 'GET / on port 8000 (10.0.0.2:8000, Host containers): refused the connection'],
    ]);
  });

  test('names the switch of the server', () => {
    expect(finding.remedy[0]).toContain('--bind 0.0.0.0:8000');
  });

  test.each([
    ['beside loopback', [listener('127.0.0.1'), listener('10.0.0.9')]],
    ['in IPv6', [listener('fd00::9')]],
    ['v4-mapped', [listener('::ffff:10.0.0.9')]],
  ])('is the only cause %s', (_, listeners) => {
    const unhealthy = health({ status: 'failed', runtime: { state: 'unhealthy', consecutiveFailures: 3 } });
    const seen = facts({ ...elsewhere, listeners, health: unhealthy });
    expect(causesOf([rule, boundToLoopback, wrongPort, runtimeCheckFailing], seen)).toEqual({
      'bound-to-one-address': 'primary',
      'runtime-check-failing': 'bound-to-one-address',
    });
  });

  test.each([
    ['a healthy app', facts()],
    ['a healthy app on its own address', facts({ listeners: [listener('10.0.0.2')] })],
    ['the probed address, refused for another reason', facts({ ...elsewhere, listeners: [listener('10.0.0.2')] })],
    ['the probed address, v4-mapped', facts({ ...elsewhere, listeners: [listener('::ffff:10.0.0.2')] })],
    ['one address beside 0.0.0.0', facts({ ...elsewhere, listeners: [listener('10.0.0.9'), listener('0.0.0.0')] })],
    ['loopback alone', facts({ ...elsewhere, listeners: [listener('127.0.0.1')] })],
    ['checks that pass all the same', facts({ ...elsewhere, probes: [refused, probe()] })],
    ['another port', facts({ ...elsewhere, listeners: [listener('10.0.0.9', 3000)] })],
    ['a probe from before the listener opened', facts({ ...elsewhere, listenersSince: NOW - 500 })],
    ["others' listeners", facts({ ...elsewhere, listeners: [listener('10.0.0.9', 8000, { owner: 'other' })] })],
    ['an app that has ended', facts({ ...elsewhere, app: ended({ code: 1 }) })],
    ['an app that is being stopped', facts({ ...elsewhere, app: app({ stopRequestedAt: STARTED }) })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});
