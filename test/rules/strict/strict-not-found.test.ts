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
        'The check wants 200, and GET /healthcheck on port 8000 is answered 404: the app runs, but has no such route.',
      severity: 'error',
    });
    expect(remedy).toHaveLength(1);
    expect(remedy[0]).toContain('/healthcheck');
  });

  test('advises another health path where the platform lets one choose', () => {
    const seen = facts({ settings: settings({ profile: 'kubernetes', healthPath: '/up' }), probes: [missing] });
    const { summary, remedy } = raised(rule, seen);
    expect(summary).toContain('wants 200 to 399');
    expect(remedy[1]).toContain('`--health-path`');
  });

  test('is the only word about a 404, also when another Host gets one too', () => {
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
