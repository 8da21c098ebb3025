import type { Clock, Instant } from '../../src/core/clock.ts';

/** A clock for ten thousand sleepers. It moves in ticks, as fast as their work allows. */
export interface WheelClock extends Clock {
  /** Lets `ms` pass. Calls `onTick` before each tick. */
  pass(ms: number, onTick?: (at: Instant) => void): Promise<void>;
}

const TICK_MS = 10;

export function wheelClock(start: Instant): WheelClock {
  const wheel = new Map<number, (() => void)[]>();
  let tick = Math.ceil(start / TICK_MS);
  const asleep = new WeakMap<AbortSignal, (() => void)[]>();
  const now = (): Instant => tick * TICK_MS;

  /** One listener per signal, because adding another walks through all of them. */
  function wakeOnAbort(signal: AbortSignal, wake: () => void): void {
    const sleepers = asleep.get(signal);
    if (sleepers) return void sleepers.push(wake);
    const mine = [wake];
    asleep.set(signal, mine);
    signal.addEventListener('abort', () => mine.forEach((each) => void each()), { once: true });
  }

  return {
    now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const due = Math.max(tick + 1, Math.ceil((now() + ms) / TICK_MS));
        const sleepers = wheel.get(due) ?? [];
        sleepers.push(resolve);
        wheel.set(due, sleepers);
        wakeOnAbort(signal, resolve);
      }),
    async pass(ms, onTick) {
      for (const end = tick + ms / TICK_MS; tick < end; ) {
        onTick?.(now());
        tick += 1;
        const due = wheel.get(tick);
        wheel.delete(tick);
        if (due === undefined) continue;
        for (const wake of due) wake();
        // The sleepers' work is only promises, so it is done after one turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

/** Random numbers that are the same in each run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
