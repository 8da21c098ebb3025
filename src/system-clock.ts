import { setTimeout as timeout } from 'node:timers/promises';
import type { Clock } from './core/clock.ts';

/** The real time: the wall clock at start, moved on by the monotonic one, so that a clock set back does no harm. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    if (signal.aborted) return;
    // setTimeout's limit is 2^31 - 1 ms; an abort is how a sleep ends early, not an error.
    await timeout(Math.min(Math.max(0, ms), 2 ** 31 - 1), undefined, { signal }).catch(() => undefined);
  },
};
