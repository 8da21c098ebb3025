import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/answer/connection-reset.ts';
import runtimeCheckFailing from '../../../src/rules/answer/runtime-check-failing.ts';
import { app, endpoint, facts, health, NOW, probe, releaseFailed, waiting } from '../../support/builders.ts';
import { failed, outOfFiles, raised, told, unanswered } from '../../support/probe-builders.ts';
import { exception, log } from '../../support/rule-builders.ts';

const reset = (agoMs: number) =>
  failed({ kind: 'reset' }, { path: '/healthcheck', purpose: 'runtime', at: NOW - agoMs });
const thrice = [probe(), reset(41_000), reset(21_000), reset(1_000)];

describe('connection-reset', () => {
  test('names the request, how often it failed and for how long', () => {
    const finding = raised(rule, facts({ probes: thrice }));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding.summary).toBe(
      'The app accepted the connection but closed it without a response to GET /healthcheck on port 8000, 3 times in a row over 40 s.',
    );
    expect(finding.remedy[1]).toContain('Make Gunicorn respond to GET /healthcheck');
  });

  test('names the exception of that request', () => {
    const seen = log([], { exceptions: [exception('OSError: bad', { at: NOW - 900 })] });
    expect(raised(rule, facts({ probes: thrice, log: seen })).summary).toContain(': it failed with OSError: bad.');
  });

  test('names the process that has reached its limit of open files', () => {
    const finding = raised(rule, facts({ probes: thrice, hangs: [outOfFiles] }));
    expect(finding.summary).toContain(': pid 7 had 1024 of at most 1024 files open, so it cannot accept connections.');
    expect(finding.remedy[0]).toContain('never closes');
  });

  test('ignores the open files of a process that is gone', () => {
    const hangs = [{ ...outOfFiles, pid: 99 }];
    expect(raised(rule, facts({ probes: thrice, hangs })).summary).not.toContain('files');
  });

  test('is information once, a warning while the app may be starting, an error after that', () => {
    expect(raised(rule, facts({ probes: [probe(), reset(1_000)] })).severity).toBe('info');
    const severities = [waiting(), releaseFailed(), health()].map(
      (now) => raised(rule, facts({ probes: thrice, health: now })).severity,
    );
    expect(severities).toEqual(['warning', 'error', 'error']);
  });

  test('explains the runtime checks that fail because of it', () => {
    const unhealthy = health({ status: 'failed', runtime: { state: 'unhealthy', consecutiveFailures: 3 } });
    expect(told([runtimeCheckFailing, rule], facts({ probes: thrice, health: unhealthy }))).toEqual([
      ['connection-reset'],
      ['runtime-check-failing', 'connection-reset'],
    ]);
  });

  test.each([
    ['a healthy app', facts()],
    ['an app that answers by now', facts({ probes: [...thrice, probe()] })],
    ['an app that is silent', facts({ probes: [failed(unanswered())] })],
    ['a port that refuses', facts({ probes: [failed({ kind: 'refused' })] })],
    ['a port that speaks TLS', facts({ probes: thrice.map((each) => ({ ...each, identity: 'tls' as const })) })],
    ['a port that speaks Redis', facts({ probes: thrice.map((each) => ({ ...each, identity: 'redis' as const })) })],
    ['a tls endpoint', facts({ probes: [{ ...reset(1), endpoint: endpoint({ protocol: 'tls' }) }] })],
    ['an app that has ended', facts({ probes: thrice, app: app({ exit: { signal: 'SIGKILL', at: NOW } }) })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });
});
