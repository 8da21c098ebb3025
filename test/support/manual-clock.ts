import type { Clock, Instant } from '../../src/core/clock.ts';

interface Sleeper {
  readonly until: Instant;
  readonly wake: () => void;
}

const STEPS = 64;

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves the time at once, as for a program that had no turn meanwhile, and wakes whoever sleeps until then, in order. */
  advance(ms: number): void;
  /** Moves the time little by little, with a turn for everyone after each step. */
  pass(ms: number): Promise<void>;
  /** How many are asleep. */
  readonly sleeping: number;
}

export function manualClock(start: Instant = 0): ManualClock {
  let now = start;
  let sleepers: readonly Sleeper[] = [];
  const advance = (ms: number): void => {
    now += ms;
    const due = sleepers.filter(({ until }) => until <= now);
    sleepers = sleepers.filter(({ until }) => until > now);
    for (const { wake } of due) wake();
  };
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
    advance,
    async pass(ms) {
      for (let left = ms; left > 0; left -= ms / STEPS) {
        advance(Math.min(left, ms / STEPS));
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
    },
    get sleeping() {
      return sleepers.length;
    },
  };
}
