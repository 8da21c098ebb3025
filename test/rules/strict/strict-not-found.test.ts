import { describe, expect, test } from 'vitest';
import strictHostRejected from '../../../src/rules/strict/strict-host-rejected.ts';
import rule from '../../../src/rules/strict/strict-not-found.ts';
import strictStatus from '../../../src/rules/strict/strict-status.ts';
import { answered, app, facts, NOW, probe, settings } from '../../support/builders.ts';
import { raised, refused, strict, told } from '../../support/probe-builders.ts';

const missing = refused(answered(404, { bodyHead: 'Not Found' }));

describe('strict-not-found', () => {
  test('names the path that is missing', () => {
    const { summary, severity, remedy } = raised(rule, facts({ settings: strict(), probes: [missing] }));
    expect({ summary, severity }).toEqual({
      summary:
        'The check expects 200, but GET /healthcheck on port 8000 returned 404: the app runs, but has no such route.',
      severity: 'error',
    });
    expect(remedy).toHaveLength(1);
    expect(remedy[0]).toContain('/healthcheck');
  });

  test('advises another health path if the platform lets users choose', () => {
    const seen = facts({ settings: settings({ profile: 'kubernetes', healthPath: '/up' }), probes: [missing] });
    const { summary, remedy } = raised(rule, seen);
    expect(summary).toContain('expects 200 to 399');
    expect(remedy[1]).toContain('`--health-path`');
  });

  test('names the port where the app answers the path, and advises no route that exists', () => {
    const variants = [{ changed: 'port', value: '8081', status: 200 }] as const;
    const seen = (profile: 'kubernetes' | 'aptible', status: number) =>
      facts({
        settings: settings({ profile, strict: true, healthPath: '/livez' }),
        probes: [{ ...missing, path: '/livez', variants: [{ ...variants[0], status }] }],
      });
    const { summary, remedy } = raised(rule, seen('kubernetes', 200));
    expect(summary).toMatch(/returned 404: the app returns 200 for \/livez on its port 8081\.$/);
    expect(remedy[0]).toContain('`--endpoint 8081`');
    expect(raised(rule, seen('kubernetes', 404)).summary).toMatch(/has no such route\.$/);
  });

  test('has a management port of Spring joined with the port of the app', () => {
    const bodyHead = '{"timestamp":"2026-11-28T10:00:00","status":404,"error":"Not Found","path":"/actuator/health"}';
    const found = refused(answered(404, { bodyHead }), {
      variants: [{ changed: 'port', value: '9090', status: 200 }],
    });
    const seen = facts({ settings: strict(), app: app({ command: ['java', '-jar', 'app.jar'] }), probes: [found] });
    expect(raised(rule, seen).remedy.join()).toContain('`MANAGEMENT_SERVER_PORT=8000`');
  });

  test('is the only diagnosis of a 404, even if another Host gets one too', () => {
    const variants = [{ changed: 'host', value: 'localhost', status: 404 }] as const;
    const seen = facts({ settings: strict(), probes: [{ ...missing, variants }] });
    expect(told([strictHostRejected, strictStatus, rule], seen)).toEqual([['strict-not-found']]);
  });

  test.each([
    ['a healthy app', facts()],
    ['a 404 where any answer passes', facts({ probes: [probe(answered(404), { passed: true })] })],
    [
      'a 404 that only this Host gets',
      facts({
        settings: strict(),
        probes: [{ ...missing, variants: [{ changed: 'host', value: 'localhost', status: 200 }] }],
      }),
    ],
    ['a 410', facts({ settings: strict(), probes: [refused(answered(410))] })],
    ['a route that is there by now', facts({ settings: strict(), probes: [missing, probe()] })],
    [
      'an app that has ended',
      facts({ settings: strict(), probes: [missing], app: app({ exit: { code: 1, at: NOW } }) }),
    ],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });
});
