import { describe, expect, test } from 'vitest';
import { graceLeftMs, isLookOver, isSettled, sharedWaitMs } from '../../src/agent/pace.ts';
import { newMemory } from '../../src/core/memory/memory.ts';
import type { Observation } from '../../src/core/memory/observation.ts';
import { remember } from '../../src/core/memory/remember.ts';
import { factsOf } from '../../src/core/memory/snapshot.ts';
import { settings } from '../support/builders.ts';

const START = 1_000_000;

describe('a wait that is shared', () => {
  test.each([
    ['as long as asked when it is short', 4_999, 3_000, 4_999],
    ['up to the beat before its end', 5_000, 3_000, 2_000],
    ['as long as asked from beat to beat', 5_000, 10_000, 5_000],
    ['not over at once for one that ended early', 5_000, 9_990, 5_010],
    ['up to the last beat before its end when it is long', 20_000, 3_000, 17_000],
  ])('is %s', (_, ms, afterMs, waitMs) => {
    expect(sharedWaitMs(ms, START + afterMs, START)).toBe(waitMs);
  });
});

describe('an app that ended before the agent began', () => {
  const ended: readonly Observation[] = [
    { kind: 'event', fact: 'app-started', value: { command: ['server'], pid: 7 }, at: START - 1_000 },
    { kind: 'event', fact: 'app-exited', value: { code: 1 }, at: START - 900 },
  ];
  const factsAfter = (ms: number, more: readonly Observation[] = []) =>
    factsOf([...ended, ...more].reduce(remember, newMemory(settings(), [], START)), START + ms);

  test('is not spoken of before it was seen what it left', () => {
    expect(isSettled(factsAfter(500))).toBe(false);
    const looked: Observation = { kind: 'saw', fact: 'processes', value: [], at: START + 500 };
    expect(isSettled(factsAfter(501, [looked]))).toBe(true);
  });

  test('is spoken of in the end where nobody looks', () => {
    expect(isSettled(factsAfter(1_001))).toBe(true);
  });
});

describe('the exit grace', () => {
  const running: Observation = {
    kind: 'event',
    fact: 'app-started',
    value: { command: ['server'], pid: 7 },
    at: START,
  };
  const ended: Observation = { kind: 'event', fact: 'app-exited', value: { code: 1 }, at: START };
  const factsOfEnd = (ms: number, ...more: readonly Observation[]) =>
    factsOf([running, ...more].reduce(remember, newMemory(settings(), [], START)), START + ms);

  test.each([
    ['is whole while the app runs', [], 5_000, 3_000],
    ['counts from the end of the app, and leaves time to end', [ended], 1_000, 1_850],
    ['is never below nothing', [ended], 9_000, 0],
  ] as const)('%s', (_, more, afterMs, leftMs) => {
    expect(graceLeftMs(factsOfEnd(afterMs, ...more), 3_000)).toBe(leftMs);
  });

  test('leaves the last part to the report, whatever is still to be looked at', () => {
    const clean: Observation = { ...ended, value: { code: 0 } };
    const survivors: Observation = { kind: 'lost', fact: 'processes', reason: 'not seen', at: START - 1 };
    const isOver = (ms: number, graceMs: number) => isLookOver(factsOfEnd(ms, clean, survivors), graceMs);
    expect([isOver(500, 3_000), isOver(500, 600), isOver(0, 0)]).toEqual([false, true, true]);
  });
});
