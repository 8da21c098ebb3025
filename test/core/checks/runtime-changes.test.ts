import { expect, test } from 'vitest';
import { newMemory } from '../../../src/core/memory/memory.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import { answered, PORT, probe, STARTED, settings } from '../../support/builders.ts';
import { failed } from '../../support/probe-builders.ts';

const timing = { intervalMs: 1_000, timeoutMs: 1_000, failureThreshold: 2, successThreshold: 2 };

test('only turns between healthy and unhealthy are remembered, when the thresholds are reached', () => {
  let memory = newMemory(settings({ timing }), [], STARTED);
  const results = [true, false, false, false, true, true, false, true];
  results.forEach((passed, index) => {
    const at = STARTED + index * 1_000;
    const change = { purpose: 'runtime', at, durationMs: 5 } as const;
    const value = passed ? probe(answered(200), change) : failed({ kind: 'reset' }, change);
    memory = remember(memory, { kind: 'event', fact: 'probed', value, at });
  });
  expect(factsOf(memory, STARTED + 9_000).observed.runtimeChanges).toMatchObject({
    known: true,
    value: [
      { at: STARTED + 2_005, port: PORT, to: 'unhealthy' },
      { at: STARTED + 5_005, port: PORT, to: 'healthy' },
    ],
  });
});
