import type { Settings } from '../../../src/core/checks/settings.ts';
import type { Listener } from '../../../src/core/facts/listener.ts';
import type { Probe } from '../../../src/core/facts/probe.ts';
import type { Facts } from '../../../src/core/memory/facts.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { Observation } from '../../../src/core/memory/observation.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import type { Watch } from '../../../src/core/ports/source.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';

/** A watch with a memory and a manual clock: what the agent gives a source, without rules and sinks. */
export interface TestWatch extends Watch {
  readonly clock: ManualClock;
  readonly probes: readonly Probe[];
  startApp(): void;
  endApp(): void;
  sees(listeners: readonly Listener[]): void;
  /** Resolves when this many probes were recorded. */
  probed(count: number): Promise<readonly Probe[]>;
}

export function testWatch(settings: Settings): TestWatch {
  const clock = manualClock(1_000);
  const probes: Probe[] = [];
  const waiting = new Set<() => void>();
  const sleepers = new Set<{ readonly wakeOn: readonly string[]; readonly wake: () => void }>();
  let memory = newMemory(settings, [], clock.now());

  const record = (observation: Observation): void => {
    memory = remember(memory, observation);
    if (observation.kind === 'event' && observation.fact === 'probed') probes.push(observation.value);
    for (const { wakeOn, wake } of [...sleepers]) if (wakeOn.includes(observation.fact)) wake();
    for (const check of [...waiting]) check();
  };
  const facts = (): Facts => factsOf(memory, clock.now());
  const pause: Watch['pause'] = async (ms, signal, wakeOn = []) => {
    const controller = new AbortController();
    const wake = (): void => controller.abort();
    const sleeper = { wakeOn, wake };
    sleepers.add(sleeper);
    signal.addEventListener('abort', wake);
    if (!signal.aborted) await clock.sleep(ms, controller.signal);
    sleepers.delete(sleeper);
  };
  return {
    clock,
    probes,
    record,
    facts,
    pause,
    startApp() {
      record({ kind: 'event', fact: 'app-started', value: { command: ['app'], pid: 7 }, at: clock.now() });
      // Where nobody can see who listens the first probe waits for a second.
      record({ kind: 'saw', fact: 'listeners', value: [], at: clock.now() });
    },
    endApp() {
      record({ kind: 'event', fact: 'app-exited', value: { code: 1 }, at: clock.now() });
    },
    sees(listeners) {
      record({ kind: 'saw', fact: 'listeners', value: listeners, at: clock.now() });
    },
    probed: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (probes.length < count) return;
          waiting.delete(check);
          resolve(probes);
        };
        waiting.add(check);
        check();
      }),
  };
}
