import type { Clock } from '../core/clock.ts';
import type { Observation } from '../core/memory/observation.ts';
import type { Watch } from '../core/ports/source.ts';
import { sharedWaitMs } from './pace.ts';

/** Who waits, and what ends each wait early. */
export interface Sleepers {
  readonly pause: Watch['pause'];
  /** Ends the waits for this fact. */
  wake(fact: Observation['fact']): void;
}

interface Sleeper {
  readonly wakeOn: readonly Observation['fact'][];
  wake(): void;
}

/** Nobody sleeps at first; long waits end together at beats that count from now. */
export function createSleepers(clock: Clock): Sleepers {
  const sleepers = new Set<Sleeper>();
  const startedAt = clock.now();

  return {
    async pause(ms, signal, wakeOn = []) {
      const woken = new AbortController();
      const wake = (): void => woken.abort();
      const sleeper = { wakeOn, wake };
      sleepers.add(sleeper);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
      await clock.sleep(sharedWaitMs(ms, clock.now(), startedAt), woken.signal);
      signal.removeEventListener('abort', wake);
      sleepers.delete(sleeper);
    },
    wake(fact) {
      for (const { wakeOn, wake } of [...sleepers]) if (wakeOn.includes(fact)) wake();
    },
  };
}
