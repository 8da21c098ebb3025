import { describe, expect, test } from 'vitest';
import { exitWords } from '../../../src/core/facts/app.ts';
import { endedOnItsOwn } from '../../../src/core/facts/ended.ts';
import { type Memory, newMemory } from '../../../src/core/memory/memory.ts';
import type { EventValues } from '../../../src/core/memory/observation.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import { answered, app, NOW, probe, settings } from '../../support/builders.ts';

const SECOND = 1_000;
const found = (change: Partial<EventValues['app-started']> = {}, at = NOW) =>
  ({
    kind: 'event',
    fact: 'app-started',
    value: { command: ['gunicorn'], pid: 7, foundBy: 'age', ...change },
    at,
  }) as const;
const passed = { kind: 'event', fact: 'probed', value: probe(answered(200), { at: NOW }), at: NOW } as const;
const gone = { kind: 'event', fact: 'app-exited', value: {}, at: NOW + SECOND } as const;

const remembering = (...observations: readonly Parameters<typeof remember>[1][]): Memory =>
  observations.reduce(remember, newMemory(settings(), [], NOW));
const releaseOf = (memory: Memory, at: number) => {
  const { health } = factsOf(memory, at).observed;
  return health.known ? health.value.release : undefined;
};

describe('the release check of an app that was found', () => {
  test('has its time from the start of an app that is about as old as the agent', () => {
    const startedAt = NOW - 5 * SECOND;
    expect(releaseOf(remembering(found({ startedAt })), NOW)?.deadline).toBe(startedAt + 180 * SECOND);
  });

  test('has its time from the first look at one that started long before: it is not too slow at first sight', () => {
    const memory = remembering(found({ startedAt: NOW - 86_400 * SECOND }));
    expect(releaseOf(memory, NOW + SECOND)).toMatchObject({ state: 'waiting', deadline: NOW + 180 * SECOND });
    expect(releaseOf(memory, NOW + 180 * SECOND)).toMatchObject({ state: 'failed' });
  });

  test('stays passed when a process hands over to another', () => {
    const memory = remembering(found(), passed, found({ pid: 8, inPlaceOf: 7 }, NOW + 2 * SECOND));
    expect(releaseOf(memory, NOW + 3 * SECOND)).toMatchObject({ state: 'passed' });
  });

  test('begins anew when the app ended and was started again', () => {
    const startedAt = NOW + 2 * SECOND;
    const memory = remembering(found(), passed, gone, found({ pid: 8, inPlaceOf: 7, startedAt }, startedAt));
    expect(releaseOf(memory, NOW + 3 * SECOND)).toEqual({ state: 'waiting', deadline: startedAt + 180 * SECOND });
  });
});

describe('an app of which no process can be seen', () => {
  const memory = remembering({ kind: 'event', fact: 'app-unseen', value: { reason: 'elsewhere' }, at: NOW });

  test('is taken to run, and waits for its release check', () => {
    expect(releaseOf(memory, NOW + SECOND)).toMatchObject({ state: 'waiting' });
  });

  test('is not taken to be alive where only its process counts', () => {
    const byProcess = { ...memory, settings: settings({ profile: 'cloudaipilot' }) };
    const { health } = factsOf(byProcess, NOW).observed;
    expect(health).toMatchObject({ value: { status: 'pending', runtime: { state: 'unknown' } } });
  });
});

describe('what the app was given', () => {
  test("names the endpoint: its $PORT, not the agent's", () => {
    const saw = { kind: 'saw', fact: 'environment', value: { PORT: '5000' }, at: NOW } as const;
    expect(factsOf(remembering(found(), saw), NOW).observed.endpoints).toMatchObject({ value: [{ port: 5000 }] });
    const wrong = { ...saw, value: { PORT: '70000' } };
    expect(factsOf(remembering(found(), wrong), NOW).observed.endpoints).toMatchObject({ value: [{ port: 8000 }] });
  });
});

describe('an end whose code nobody told', () => {
  test('is said so', () => {
    expect(exitWords({ at: NOW })).toBe('an unknown exit code');
  });

  test('is a stop like any other when the agent is asked to end shortly after: a pod ends its sidecars last', () => {
    const exit = { at: NOW };
    expect(endedOnItsOwn(app({ exit, stopRequestedAt: NOW + 2 * SECOND }))).toBeUndefined();
    expect(endedOnItsOwn(app({ exit, stopRequestedAt: NOW + 60 * SECOND }))).toBe(exit);
    const crash = { code: 1, at: NOW };
    expect(endedOnItsOwn(app({ exit: crash, stopRequestedAt: NOW + 2 * SECOND }))).toBe(crash);
  });
});
