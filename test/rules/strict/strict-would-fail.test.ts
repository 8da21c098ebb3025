import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/strict/strict-would-fail.ts';
import { answered, app, endpoint, facts, NOW, probe, STARTED, settings } from '../../support/builders.ts';
import { strict } from '../../support/probe-builders.ts';
import { causesOf, ended, findingOf, silent } from '../../support/rule-builders.ts';

const runtime = (status: number, location?: string) =>
  probe(answered(status, location === undefined ? {} : { location }), {
    purpose: 'runtime',
    path: '/healthcheck',
    passed: true,
  });
const toHttps = runtime(301, 'https://containers/healthcheck');

describe('strict-would-fail', () => {
  test('is information: the path, the response and where it leads', () => {
    const finding = findingOf(rule, facts({ probes: [probe(), toHttps] }));
    expect(finding).toMatchObject({ severity: 'info', confidence: 'certain' });
    expect(finding.summary).toBe(
      'Strict checks would fail: they expect 200, but GET /healthcheck on port 8000 returned 301 to https://containers/healthcheck.',
    );
    expect(finding.evidence[0]?.observed).toContain('returned 301, Location: https://containers/healthcheck');
    expect(finding.remedy[0]).toContain('/healthcheck');
  });

  test.each([404, 401, 204, 503])('is raised for %d', (status) => {
    expect(findingOf(rule, facts({ probes: [runtime(status)] })).summary).toContain(`on port 8000 returned ${status}`);
  });

  test('is never primary', () => {
    expect(causesOf([rule], facts({ probes: [toHttps] }))).toEqual({ 'strict-would-fail': 'unexplained' });
  });

  test.each([
    ['a healthy app', facts()],
    ['a runtime check that gets 200', facts({ probes: [toHttps, runtime(200)] })],
    ['the release check, which asks for another path', facts({ probes: [probe(answered(404), { passed: true })] })],
    [
      'strict checks, which fail by other names',
      facts({ probes: [{ ...toHttps, passed: false }], settings: strict() }),
    ],
    ['other profiles', facts({ probes: [toHttps], settings: settings({ profile: 'kubernetes' }) })],
    ['a tcp endpoint', facts({ probes: [probe({ kind: 'connected' })], endpoints: [endpoint({ protocol: 'tcp' })] })],
    ['an app that has ended', facts({ probes: [toHttps], app: ended({ code: 0 }) })],
    [
      'an app that is being stopped',
      facts({ probes: [toHttps], app: app({ stopRequestedAt: STARTED }), listeners: [] }),
    ],
    ['an app that was not asked yet', facts({ probes: [], listenersSince: NOW })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});
