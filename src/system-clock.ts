import type { Clock } from './core/clock.ts';
import { monotonicMs } from './monotonic.ts';

const offsetMs = Date.now() - monotonicMs();

/** The real time: the wall clock at start plus the monotonic time since, so setting the clock back does no harm. */
export const systemClock: Clock = {
  now: () => offsetMs + monotonicMs(),
  // Not that of node:timers/promises, to which an early end is an error: a stack, and a rejection, of each.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      // setTimeout's limit is 2^31 - 1 ms.
      const timer = setTimeout(end, Math.min(Math.max(0, ms), 2 ** 31 - 1));
      signal.addEventListener('abort', end);
    }),
};
