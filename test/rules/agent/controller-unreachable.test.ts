import { describe, expect, test } from 'vitest';
import type { ControllerLink } from '../../../src/core/facts/controller-link.ts';
import type { DeliveryFailure } from '../../../src/core/facts/delivery-failure.ts';
import rule from '../../../src/rules/agent/controller-unreachable.ts';
import boundToLoopback from '../../../src/rules/listening/bound-to-loopback.ts';
import { facts, listener, NOW, probe, waiting } from '../../support/builders.ts';
import { causesOf, findingOf, silent } from '../../support/rule-builders.ts';

const refused: DeliveryFailure = { kind: 'no-answer', fault: 'refused', reason: 'connect ECONNREFUSED 10.0.0.9:443' };

const link = (failure: DeliveryFailure, forMs: number, change: Partial<ControllerLink> = {}): ControllerLink => ({
  host: 'fleet.example:8443',
  waiting: 4,
  dropped: 0,
  total: { delivered: 0, dropped: 0 },
  trouble: { since: NOW - forMs, failedAt: NOW - 1_000, failure },
  ...change,
});

describe('controller-unreachable', () => {
  test('names the host, the failure, since when, and how many reports wait', () => {
    const { summary, severity, remedy } = findingOf(rule, facts({ controller: link(refused, 90_000) }));
    expect(severity).toBe('warning');
    expect(summary).toBe(
      'The controller fleet.example:8443 has accepted no report since 2026-11-21T11:58:30Z (4 reports wait): it refuses connections (connect ECONNREFUSED 10.0.0.9:443).',
    );
    expect(remedy).toEqual(['Check that the controller is running, and check the port in `--controller URL`.']);
  });

  test.each([
    [{ kind: 'status', status: 401 }, /--controller-token-file/],
    [{ kind: 'status', status: 404 }, /path of `--controller URL`/],
    [{ kind: 'status', status: 301 }, /[Rr]edirects are not followed/],
  ] as const)('is raised immediately when reports are refused: %o', (failure, step) => {
    const finding = findingOf(rule, facts({ controller: link(failure, 0, { waiting: 0, dropped: 1 }) }));
    expect(finding.summary).toContain(
      `(1 report was dropped since then): it refuses reports with status ${failure.status}.`,
    );
    expect(finding.remedy.join(' ')).toMatch(step);
  });

  test('gives each kind of trouble its remedy', () => {
    const faults = [
      'unknown-host',
      'tls-untrusted',
      'tls-expired',
      'tls-wrong-name',
      'tls-client-certificate',
    ] as const;
    const remedies = faults.map((fault) => {
      const failure: DeliveryFailure = { kind: 'no-answer', fault, reason: 'x' };
      return findingOf(rule, facts({ controller: link(failure, 60_000) })).remedy.join();
    });
    expect(new Set(remedies).size).toBe(faults.length);
    expect(findingOf(rule, facts({ controller: link({ kind: 'status', status: 503 }, 60_000) })).summary).toContain(
      'it returns 503',
    );
  });

  test('is never primary while the app has a diagnosis', () => {
    const listeners = [listener('127.0.0.1')];
    const probes = [probe({ kind: 'refused' })];
    const ill = { health: waiting(), listeners, probes, controller: link(refused, 90_000) };
    expect(causesOf([rule, boundToLoopback], facts(ill))['bound-to-loopback']).toBe('primary');
  });

  test('is silent while reports arrive, and without a controller', () => {
    expect(rule.judge(facts())).toEqual(silent);
    expect(rule.judge(facts({ controller: undefined }))).toEqual(silent);
  });

  test('is silent about a controller that was away for a moment', () => {
    expect(rule.judge(facts({ controller: link(refused, 9_000) }))).toEqual(silent);
    expect(rule.judge(facts({ controller: link({ kind: 'status', status: 429 }, 9_000) }))).toEqual(silent);
  });
});
