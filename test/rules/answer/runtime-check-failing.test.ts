import { describe, expect, test } from 'vitest';
import type { RuntimeCheck } from '../../../src/core/checks/health.ts';
import rule from '../../../src/rules/answer/runtime-check-failing.ts';
import strictStatus from '../../../src/rules/strict/strict-status.ts';
import { answered, app, facts, health, NOW, probe, waiting } from '../../support/builders.ts';
import { raised, refused, strict, told } from '../../support/probe-builders.ts';

const bad = refused(answered(503), { purpose: 'runtime' });
const failing = (state: RuntimeCheck['state'], consecutiveFailures: number, change: Parameters<typeof facts>[0] = {}) =>
  facts({ settings: strict(), health: health({ runtime: { state, consecutiveFailures } }), probes: [bad], ...change });

describe('runtime-check-failing', () => {
  test('names the outcome of the last check and the threshold', () => {
    const { summary, severity } = raised(rule, failing('unhealthy', 3));
    expect({ summary, severity }).toEqual({
      summary:
        'The app was healthy, but its last 3 runtime checks failed (unhealthy after 3 in a row): in the last one (GET /healthcheck on port 8000) it returned 503.',
      severity: 'error',
    });
  });

  test('warns at the second failure in a row, not at the first', () => {
    const { summary, severity } = raised(rule, failing('healthy', 2));
    expect(severity).toBe('warning');
    expect(summary).toContain(
      'failed (it counts as unhealthy after 3 in a row): in the last one (GET /healthcheck on port 8000) it returned 503.',
    );
    expect(rule.judge(failing('healthy', 1))).toEqual({ kind: 'silent' });
  });

  test('stays raised until enough checks have passed again', () => {
    const passing = probe(answered(200), { purpose: 'runtime' });
    expect(raised(rule, failing('unhealthy', 0, { probes: [bad, passing] })).summary).toBe(
      'The app was unhealthy and passes its runtime check again: it counts as healthy after 2 passes in a row.',
    );
  });

  test.each([
    ['a healthy app', facts()],
    [
      'an app that was never healthy',
      failing('unhealthy', 3, { health: waiting({ runtime: { state: 'unhealthy', consecutiveFailures: 9 } }) }),
    ],
    ['an app that was asked to stop', failing('unhealthy', 3, { app: app({ stopRequestedAt: NOW - 60_000 }) })],
    ['an app that has ended', failing('unhealthy', 3, { app: app({ exit: { code: 1, at: NOW } }) })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });

  test('is a symptom of the outcome of the check', () => {
    expect(told([rule, strictStatus], failing('unhealthy', 3))).toEqual([
      ['strict-status'],
      ['runtime-check-failing', 'strict-status'],
    ]);
  });
});
