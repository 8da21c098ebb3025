import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import type { Outcome } from '../../../src/core/facts/probe.ts';
import type { Facts } from '../../../src/core/memory/facts.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { Observation } from '../../../src/core/memory/observation.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import { valueOr } from '../../../src/core/observed.ts';
import { rules } from '../../../src/rules/index.ts';
import {
  answered,
  app,
  endpoint,
  facts,
  health,
  probe,
  process,
  releaseFailed,
  STARTED,
  settings,
  waiting,
} from '../../support/builders.ts';
import { failed } from '../../support/probe-builders.ts';

const said = (seen: Facts): readonly string[] =>
  diagnose(rules, seen, []).diagnoses.map(({ code, severity }) => `${severity} ${code}`);

const failedBy = (outcome: Outcome): Facts => facts({ probes: [failed(outcome)], health: releaseFailed() });

describe('a failed release check', () => {
  test.each<[string, Outcome, object, string]>([
    ['one hang-up', { kind: 'reset' }, {}, 'error connection-reset'],
    ['a refusal where /proc shows a listener', { kind: 'refused' }, {}, 'error slow-boot'],
    ['an unreachable network', { kind: 'failed', reason: 'EHOSTUNREACH' }, {}, 'error slow-boot'],
    ['a tls endpoint that hangs up', { kind: 'reset' }, { endpoint: endpoint({ protocol: 'tls' }) }, 'error slow-boot'],
    [
      'a handshake that fails on a port that speaks TLS',
      { kind: 'handshake-failed', reason: 'EPROTO' },
      { endpoint: endpoint({ protocol: 'tls' }), identity: 'tls' },
      'error slow-boot',
    ],
  ])('has a reason after %s', (_name, outcome, change, reason) => {
    const seen = failed(outcome, change);
    expect(said(facts({ endpoints: [seen.endpoint], probes: [seen], health: releaseFailed() }))).toContain(reason);
  });

  test('names the outcome of the newest check if nothing else is known', () => {
    const [only] = diagnose(rules, failedBy({ kind: 'failed', reason: 'EHOSTUNREACH' }), []).diagnoses;
    expect(only).toMatchObject({ code: 'slow-boot', primary: true, confidence: 'likely' });
    expect(only?.summary).toMatch(
      /in the last check \(GET \/ on port 8000\) it could not be probed \(EHOSTUNREACH\)\.$/,
    );
  });

  test('has a reason for as long as it lasts, even if the app passed later', () => {
    const { release } = releaseFailed();
    const late = facts({ health: health({ release: { ...release, passedAt: release.deadline + 500 } }) });
    expect(said(late)).toEqual(['error slow-boot']);
  });

  test('keeps the earlier reason while the app is being stopped', () => {
    const before = diagnose(rules, facts({ listeners: [], probes: [], health: releaseFailed() }), []).diagnoses;
    expect(before).toMatchObject([{ code: 'not-listening', severity: 'error' }]);
    const stopping = facts({
      listeners: [],
      probes: [],
      health: releaseFailed(),
      app: app({ stopRequestedAt: STARTED + 99_500 }),
    });
    expect(diagnose(rules, stopping, before).diagnoses).toMatchObject([
      { code: 'not-listening', summary: before[0]?.summary, since: before[0]?.since },
    ]);
  });
});

describe('not a failure', () => {
  test('one closed connection while the release check waits is information', () => {
    expect(said(facts({ probes: [failed({ kind: 'reset' })], health: waiting() }))).toEqual(['info connection-reset']);
  });

  test('one connection that a healthy app closes is information', () => {
    const once = failed({ kind: 'reset' }, { purpose: 'runtime' });
    expect(said(facts({ probes: [probe(answered(200)), once] }))).toEqual(['info connection-reset']);
  });
});

describe('an app that exits before its release check is over', () => {
  const at = STARTED + 2_000;
  const memoryOfStart = () =>
    remember(newMemory(settings(), [], STARTED), {
      ...{ kind: 'event', fact: 'app-started', at: STARTED },
      value: { command: ['app'], pid: 7 },
    });
  const knownAfter = (...more: readonly Observation[]): Facts =>
    factsOf(more.reduce(remember, memoryOfStart()), at + 400);
  const release = ({ observed }: Facts) => valueOr(observed.health, undefined)?.release.state;

  test.each([
    [{ code: 1 }, 'error exited-early'],
    [{ code: 0 }, 'error exited-cleanly'],
    [{}, 'error exited-early'],
  ])(
    'by itself, with %j, has failed, with a reason at that very moment, once it was seen what is left',
    (exit, reason) => {
      const ended: Observation = { kind: 'event', fact: 'app-exited', value: exit, at };
      expect(release(knownAfter(ended))).toBe('waiting');
      const seen = knownAfter(ended, { kind: 'saw', fact: 'processes', value: [], at: at + 400 });
      expect(release(seen)).toBe('failed');
      expect(said(seen)).toEqual([reason]);
    },
  );

  test('with code 0 left nothing only if that was seen', () => {
    const alive = { kind: 'saw', fact: 'processes', value: [process({ pid: 7 })], at: at + 50 } as const;
    const ended: Observation = { kind: 'event', fact: 'app-exited', value: { code: 0 }, at };
    const summaryOf = (facts: Facts): string | undefined => diagnose(rules, facts, []).diagnoses[0]?.summary;
    expect(summaryOf(knownAfter(ended, alive))).toBeUndefined();
    expect(summaryOf(knownAfter(ended, { ...alive, value: [] }))).toMatch(/left nothing running/);
    const late = factsOf([ended, alive].reduce(remember, memoryOfStart()), at + 1_100);
    expect(summaryOf(late)).toMatch(/exited with code 0 after 2 s, before it passed a health check\.$/);
  });

  test('because it was asked to did not fail', () => {
    const seen = knownAfter(
      { kind: 'event', fact: 'stop-requested', value: { by: 'SIGTERM' }, at: at - 100 },
      { kind: 'event', fact: 'app-exited', value: { signal: 'SIGTERM' }, at },
    );
    expect(release(seen)).toBe('waiting');
    expect(said(seen)).toEqual([]);
  });
});
