import type { Clock, Instant } from '../../src/core/clock.ts';

interface Sleeper {
  readonly until: Instant;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves the time and wakes whoever sleeps until then, in order. */
  advance(ms: number): void;
  /** How many are asleep. */
  readonly sleeping: number;
}

export function manualClock(start: Instant = 0): ManualClock {
  let now = start;
  let sleepers: readonly Sleeper[] = [];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const sleeper = { until: now + ms, wake: resolve };
        sleepers = [...sleepers, sleeper].sort((a, b) => a.until - b.until);
        signal.addEventListener('abort', () => {
          sleepers = sleepers.filter((each) => each !== sleeper);
          resolve();
        });
      }),
    advance(ms) {
      now += ms;
      const due = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
    },
    get sleeping() {
      return sleepers.length;
    },
  };
}
