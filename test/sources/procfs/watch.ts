import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import type { FactName, Facts, FactValues } from '../../../src/core/memory/facts.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { Observation } from '../../../src/core/memory/observation.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import type { Source, Watch } from '../../../src/core/ports/source.ts';
import { settings } from '../../support/builders.ts';

/** What the agent gives a source, without rules and sinks. */
export interface TestWatch extends Watch {
  /** How often each fact was seen or lost. */
  count(fact: Observation['fact']): number;
  startApp(pid: number): void;
  endApp(): void;
  /** Resolves with the fact as soon as it is known and fits. */
  until<N extends FactName>(fact: N, fits: (value: FactValues[N], facts: Facts) => boolean): Promise<FactValues[N]>;
}

/** A watch on `clock`, with the source running on it until the test has ended. */
export function watched(source: Source, clock: Clock): TestWatch {
  const sleepers = new Set<{ readonly wakeOn: readonly string[]; readonly wake: () => void }>();
  const checks = new Set<() => void>();
  const counts = new Map<string, number>();
  let memory = newMemory(settings(), [], clock.now());

  const record = (observation: Observation): void => {
    memory = remember(memory, observation);
    counts.set(observation.fact, (counts.get(observation.fact) ?? 0) + 1);
    for (const { wakeOn, wake } of [...sleepers]) if (wakeOn.includes(observation.fact)) wake();
    for (const check of [...checks]) check();
  };
  const facts = (): Facts => factsOf(memory, clock.now());
  const watch: TestWatch = {
    clock,
    record,
    facts,
    async pause(ms, signal, wakeOn = []) {
      const woken = new AbortController();
      const sleeper = { wakeOn, wake: () => woken.abort() };
      sleepers.add(sleeper);
      await clock.sleep(ms, AbortSignal.any([signal, woken.signal]));
      sleepers.delete(sleeper);
    },
    count: (fact) => counts.get(fact) ?? 0,
    startApp: (pid) =>
      record({ kind: 'event', fact: 'app-started', value: { command: ['app'], pid }, at: clock.now() }),
    endApp: () => record({ kind: 'event', fact: 'app-exited', value: { code: 0 }, at: clock.now() }),
    until: (fact, fits) =>
      new Promise((resolve) => {
        const check = (): void => {
          const now = facts();
          const observed = now.observed[fact];
          if (!observed.known || !fits(observed.value, now)) return;
          checks.delete(check);
          resolve(observed.value);
        };
        checks.add(check);
        check();
      }),
  };
  const stopping = new AbortController();
  const done = source.run(watch, stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await done;
  });
  return watch;
}
