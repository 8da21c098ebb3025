import type { Clock } from '../core/clock.ts';
import type { Observation } from '../core/memory/observation.ts';
import type { Watch } from '../core/ports/source.ts';
import { sharedWaitMs } from './pace.ts';

/** The current waits, and what ends each of them early. */
export interface Pauses {
  readonly pause: Watch['pause'];
  /** Ends the waits for this fact. */
  wake(fact: Observation['fact']): void;
}

interface Pause {
  readonly wakeOn: readonly Observation['fact'][];
  wake(): void;
}

/** Starts without waits. Long waits end together, every 5 s. */
export function createPauses(clock: Clock): Pauses {
  const pauses = new Set<Pause>();
  const startedAt = clock.now();

  return {
    async pause(ms, signal, wakeOn = []) {
      const woken = new AbortController();
      const wake = (): void => woken.abort();
      const own = { wakeOn, wake };
      pauses.add(own);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
      await clock.sleep(sharedWaitMs(ms, clock.now(), startedAt), woken.signal);
      signal.removeEventListener('abort', wake);
      pauses.delete(own);
    },
    wake(fact) {
      for (const { wakeOn, wake } of [...pauses]) if (wakeOn.includes(fact)) wake();
    },
  };
}
