import { describe, expect, test } from 'vitest';
import { withProbe } from '../../../src/core/checks/endpoint-checks.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { Observation } from '../../../src/core/memory/observation.ts';
import { checkResult, nextProbes } from '../../../src/core/memory/probe-plan.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import { requestPort } from '../../../src/core/ports/requests.ts';
import { answered, facts, health, NOW, probe, settings } from '../../support/builders.ts';
import { manualClock } from '../../support/manual-clock.ts';

const runtimeProbe = (at: number, status = 200, demanded = false) =>
  probe(answered(status), { purpose: 'runtime', at, passed: status === 200, ...(demanded && { demanded: true }) });

describe('a check that a caller asks for', () => {
  const asked = (checkAt: number, ...probes: readonly ReturnType<typeof runtimeProbe>[]) =>
    facts({ health: health(), demands: { checkAt }, probes });

  test('is due at once, whenever the next one is planned', () => {
    const [planned] = nextProbes(asked(NOW, runtimeProbe(NOW - 1_000)));
    expect(planned).toMatchObject({ purpose: 'runtime', dueAt: NOW, demanded: true });
  });

  test('is answered by a probe that has ended since, also one that was under way', () => {
    const since = NOW - 100;
    const underWay = { ...runtimeProbe(since - 50), durationMs: 80 };
    expect(checkResult(asked(since, runtimeProbe(since - 5_000)), since)).toBeUndefined();
    expect(checkResult(asked(since, underWay), since)).toEqual([underWay]);
    expect(nextProbes(asked(since, underWay))[0]?.demanded).toBeUndefined();
  });

  test('has nothing to wait for where nothing is probed', () => {
    expect(checkResult(facts({ endpoints: [] }), NOW)).toEqual([]);
  });

  test('does not put the planned ones off', () => {
    const planned = runtimeProbe(NOW - 15_000);
    const [next] = nextProbes(facts({ health: health(), probes: [planned, runtimeProbe(NOW - 1_000, 200, true)] }));
    expect(next?.dueAt).toBe(planned.at + 20_000);
  });

  test('does not make an app unhealthy, and is the last that is shown', () => {
    const bad = runtimeProbe(NOW, 500, true);
    const [checks] = [bad, bad, bad, bad].reduce(
      (all, each) => withProbe(all, each, settings()),
      withProbe([], runtimeProbe(NOW), settings()),
    );
    expect(checks).toMatchObject({ runtime: 'healthy', failures: 0, lastRuntime: bad });
  });

  test('does not push the planned ones out of the memory, however often it is asked for', () => {
    const told = (memory: ReturnType<typeof newMemory>, value: ReturnType<typeof runtimeProbe>) =>
      remember(memory, { kind: 'event', fact: 'probed', value, at: value.at });
    let memory = told(newMemory(settings(), [], NOW), runtimeProbe(NOW));
    for (let n = 1; n <= 100; n += 1) memory = told(memory, runtimeProbe(NOW + n, 200, true));
    const { probes, tally } = factsOf(memory, NOW + 200).observed;
    expect(probes).toMatchObject({ value: [{ at: NOW }, { at: NOW + 100 }] });
    expect(tally).toMatchObject({ value: { probes: { runtime: { passed: 101, failed: 0 } } } });
  });
});

describe('the demand port', () => {
  test('makes what is asked an observation, while the agent runs', async () => {
    const recorded: Observation[] = [];
    const { source, takeRequest } = requestPort('controller');
    expect(takeRequest('check-requested')).toBeUndefined();
    const ending = new AbortController();
    const clock = manualClock(NOW);
    const watch = { clock, facts: () => facts(), pause: clock.sleep };
    const ended = source.run({ ...watch, record: (each) => void recorded.push(each) }, ending.signal);
    expect([takeRequest('check-requested'), takeRequest('stop-requested')]).toEqual([NOW, NOW]);
    ending.abort();
    await ended;
    expect(takeRequest('stop-requested')).toBeUndefined();
    expect(recorded).toEqual([
      { kind: 'event', fact: 'check-requested', value: { by: 'controller' }, at: NOW },
      { kind: 'event', fact: 'stop-requested', value: { by: 'controller' }, at: NOW },
    ]);
  });
});
