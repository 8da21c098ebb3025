/** Who waits for a parcel to leave the box, and until which signal. */
export interface Waiter {
  readonly seq: number;
  readonly signal: AbortSignal;
}

/** All who wait, until their wait is over. */
export interface Waiters {
  /** Resolves some time after the wait is over. */
  add(waiter: Waiter): Promise<void>;
  those(fits: (waiter: Waiter) => boolean): readonly Waiter[];
  /** The wait of those who fit is over. */
  release(fits: (waiter: Waiter) => boolean): void;
}

/**
 * Nobody waits at first. The process may end with the last of them: nobody goes on before `written` has resolved.
 * `onAbort` is told of a signal that has aborted, or had before the wait began; to release who waited for it is its part.
 */
export function createWaiters(written: () => Promise<void>, onAbort: (signal: AbortSignal) => void): Waiters {
  const waiting = new Map<Waiter, () => void>();
  const watched = new WeakSet<AbortSignal>();

  return {
    add: (waiter) =>
      new Promise((resolve) => {
        waiting.set(waiter, resolve);
        watch(waiter.signal);
      }),
    those,
    release(fits) {
      const resolves = those(fits).flatMap((each) => waiting.get(each) ?? []);
      for (const each of those(fits)) waiting.delete(each);
      if (resolves.length > 0) void written().then(() => resolves.forEach((resolve) => void resolve()));
    },
  };

  function those(fits: (waiter: Waiter) => boolean): readonly Waiter[] {
    return [...waiting.keys()].filter(fits);
  }

  /** One listener a signal: an agent has few signals and many reports. */
  function watch(signal: AbortSignal): void {
    if (signal.aborted) onAbort(signal);
    if (signal.aborted || watched.has(signal)) return;
    watched.add(signal);
    signal.addEventListener('abort', () => onAbort(signal), { once: true });
  }
}
