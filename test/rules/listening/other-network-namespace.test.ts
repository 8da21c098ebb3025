import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import { rules } from '../../../src/rules/index.ts';
import rule from '../../../src/rules/listening/other-network-namespace.ts';
import { app, facts, NOW, releaseFailed, waiting } from '../../support/builders.ts';

const otherNetwork = {
  pid: 7,
  command: ['gunicorn', 'app:app'],
  own: 'net:[1]',
  other: 'net:[2]',
  listeners: [{ address: '0.0.0.0', port: 8000 }],
};
const sight = { uid: 0, gaps: [], otherNetwork };

describe('other-network-namespace', () => {
  test('names the process, where it listens, and the two namespaces', () => {
    expect(rule.judge(facts({ sight, health: waiting() }))).toMatchObject({
      kind: 'raised',
      finding: {
        severity: 'error',
        summary: expect.stringContaining(
          '`gunicorn app:app` (pid 7) listens on 0.0.0.0:8000 in its own network namespace',
        ),
        evidence: [{ observed: 'net:[2]' }, { source: '/proc/7/net/tcp', observed: '0.0.0.0:8000' }],
      },
    });
  });

  test('is the cause of everything that seems to be missing', () => {
    const ill = facts({ sight, health: releaseFailed(), listeners: [], listenersSince: NOW - 90_000, probes: [] });
    const [first, ...rest] = diagnose(rules, ill, []).diagnoses;
    expect(first).toMatchObject({ code: 'other-network-namespace', primary: true });
    expect(rest.filter(({ causedBy }) => causedBy !== 'other-network-namespace')).toEqual([]);
  });

  test('covers an app without a listener, and one whose listeners cannot be read', () => {
    const said = (listeners: typeof otherNetwork.listeners | undefined) => {
      const { listeners: _, ...rest } = otherNetwork;
      const network = listeners ? { ...rest, listeners } : rest;
      const verdict = rule.judge(facts({ sight: { ...sight, otherNetwork: network }, health: waiting() }));
      return verdict.kind === 'raised' ? verdict.finding.summary : verdict.kind;
    };
    expect(said([])).toContain('runs, with no listener yet, in its own network namespace');
    expect(said(undefined)).toContain('runs in its own network namespace');
  });

  test('is silent on an app in the same network, and on a healthy one', () => {
    expect(rule.judge(facts({ health: waiting() }))).toEqual({ kind: 'silent' });
    expect(rule.judge(facts())).toEqual({ kind: 'silent' });
  });

  test('is silent if its check passes, because something forwards to it', () => {
    expect(rule.judge(facts({ sight }))).toEqual({ kind: 'silent' });
  });

  test('is silent once the app has exited', () => {
    const ended = app({ exit: { code: 1, at: NOW } });
    expect(rule.judge(facts({ sight, app: ended, health: waiting() }))).toEqual({ kind: 'silent' });
  });
});
