import { describe, expect, test } from 'vitest';
import type { Health } from '../../../src/core/checks/health.ts';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import type { Outcome, Purpose } from '../../../src/core/facts/probe.ts';
import type { Facts } from '../../../src/core/memory/facts.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { Observation } from '../../../src/core/memory/observation.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import { valueOr } from '../../../src/core/observed.ts';
import { rules } from '../../../src/rules/index.ts';
import { answered, listener, probe, settings } from '../../support/builders.ts';

const START = 1_000_000;
const DEADLINE = START + 60_000;
const given = settings({ profile: 'kubernetes', releaseTimeoutMs: 60_000 });

/** What an agent knows at `at`, that began with the app and observed this. */
function knownAt(at: number, ...observations: readonly Observation[]): Facts {
  const began: readonly Observation[] = [
    { kind: 'event', fact: 'app-started', value: { command: ['app'], pid: 7 }, at: START },
    { kind: 'saw', fact: 'listeners', value: [listener('0.0.0.0')], at: START },
    { kind: 'saw', fact: 'sight', value: { gaps: [] }, at: START },
  ];
  return factsOf([...began, ...observations].reduce(remember, newMemory(given, [], START)), at);
}

const healthAt = (at: number, ...observations: readonly Observation[]): Health | undefined =>
  valueOr(knownAt(at, ...observations).observed.health, undefined);

const codesAt = (at: number, ...observations: readonly Observation[]): readonly string[] =>
  diagnose(rules, knownAt(at, ...observations), []).diagnoses.map(({ code, severity }) => `${severity} ${code}`);

function probed(purpose: Purpose, outcome: Outcome, at: number): Observation {
  return { kind: 'event', fact: 'probed', value: probe(outcome, { purpose, at, timeoutMs: 1_000 }), at };
}

/** The agent has a turn again at `at`. */
const starved = (forMs: number, at: number): Observation => ({
  kind: 'event',
  fact: 'agent-starved',
  value: { forMs },
  at,
});

const silence: Outcome = { kind: 'no-response', received: 0 };
const refused: Outcome = { kind: 'refused' };

describe('a release check whose deadline passes while the agent has no turn', () => {
  const before = probed('release', refused, START + 2_000);
  const away = starved(30_000, DEADLINE + 5_000);
  const back = DEADLINE + 5_001;

  test('continues to wait, and says why', () => {
    expect(healthAt(back, before, away)).toMatchObject({ status: 'pending', release: { state: 'waiting' } });
    expect(codesAt(back, before, away)).toEqual(['warning limited-visibility']);
  });

  test('has passed when the next check passes', () => {
    const pass = probed('release', answered(200), back);
    expect(healthAt(back + 100, before, away, pass)).toMatchObject({
      status: 'running',
      release: { state: 'passed', passedAt: back + 5 },
    });
    expect(codesAt(back + 100, before, away, pass)).toEqual([]);
  });

  test('has failed at its deadline when the next check fails', () => {
    const fail = probed('release', answered(500), back);
    expect(healthAt(back + 100, before, away, fail)).toMatchObject({
      release: { state: 'failed', failedAt: DEADLINE },
    });
  });

  test('was never looked at: it waits, too', () => {
    expect(healthAt(back, away)).toMatchObject({ release: { state: 'waiting' } });
  });

  test('stays failed when it had failed before the agent lost its turn', () => {
    const later = starved(30_000, DEADLINE + 60_000);
    expect(healthAt(DEADLINE + 60_001, before, later)).toMatchObject({ release: { state: 'failed' } });
    const pass = probed('release', answered(200), DEADLINE + 60_001);
    expect(healthAt(DEADLINE + 60_100, before, later, pass)).toMatchObject({ release: { state: 'failed' } });
  });

  test('fails at its deadline when the agent had its turns', () => {
    expect(healthAt(back, before)).toMatchObject({ status: 'failed', release: { state: 'failed' } });
    const short = starved(200, DEADLINE - 10);
    const checked = probed('release', refused, DEADLINE - 5);
    expect(healthAt(back, before, short, checked)).toMatchObject({ release: { state: 'failed' } });
  });

  test('is judged by the next look when no port of the app is known', () => {
    const blind = { ...given, port: undefined };
    const { port: _, ...portless } = blind;
    const seen = (at: number, ...more: readonly Observation[]) => {
      const started: Observation = {
        kind: 'event',
        fact: 'app-started',
        value: { command: ['app'], pid: 7 },
        at: START,
      };
      const empty = (when: number): Observation => ({ kind: 'saw', fact: 'listeners', value: [], at: when });
      const all = [started, empty(START), ...more.map((each) => each)];
      const memory = all.reduce(remember, newMemory(portless, [], START));
      return valueOr(factsOf(memory, at).observed.health, undefined)?.release.state;
    };
    expect(seen(back, away)).toBe('waiting');
    expect(seen(back + 100, away, { kind: 'saw', fact: 'listeners', value: [], at: back + 50 })).toBe('failed');
  });
});

describe('runtime checks that get no turn', () => {
  const passed = [probed('release', answered(200), START + 1_000), probed('runtime', answered(200), START + 1_100)];
  const failed = [1, 2, 3].map((count) => probed('runtime', silence, START + 1_100 + count * 10_000));
  const at = START + 200_000;

  test('are unknown after three intervals, with a healthy app still in traffic', () => {
    const away = starved(100_000, at);
    expect(healthAt(at, ...passed, away)).toMatchObject({ status: 'running', runtime: { state: 'unknown' } });
    expect(codesAt(at, ...passed, away)).toEqual(['info limited-visibility']);
    expect(diagnose(rules, knownAt(at, ...passed, away), []).diagnoses[0]?.summary).toContain('starved');
  });

  test('are unknown after three intervals, with a sick app still out of traffic, and its reason named', () => {
    const away = starved(100_000, at);
    expect(healthAt(at, ...passed, ...failed, away)).toMatchObject({ status: 'failed', runtime: { state: 'unknown' } });
    expect(codesAt(at, ...passed, ...failed, away)).toContain('error no-response');
  });

  test('are what they were before three intervals are over', () => {
    const away = starved(5_000, START + 20_000);
    expect(healthAt(START + 20_000, ...passed, away)).toMatchObject({ runtime: { state: 'healthy' } });
    expect(codesAt(START + 20_000, ...passed, away)).toEqual([]);
  });

  test('are what the next check says', () => {
    const away = starved(100_000, at);
    const again = probed('runtime', answered(200), at + 1);
    expect(healthAt(at + 100, ...passed, away, again)).toMatchObject({ runtime: { state: 'healthy' } });
    expect(codesAt(at + 100, ...passed, away, again)).toEqual([]);
  });
});
