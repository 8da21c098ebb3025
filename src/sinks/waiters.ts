/** Who waits for a parcel to leave the box. */
export interface Waiter {
  readonly seq: number;
  readonly signal: AbortSignal;
}

/** All who wait, until their wait is over. */
export interface Waiters {
  /** Resolves some time after the wait is over. Its end by the signal is the caller's to bring about. */
  add(waiter: Waiter): Promise<void>;
  those(fits: (waiter: Waiter) => boolean): readonly Waiter[];
  /** The wait of these is over. */
  release(waiters: readonly Waiter[]): void;
}

/** Nobody waits at first. The process may end with the last of them: nobody goes on before `written` has resolved. */
export function createWaiters(written: () => Promise<void>): Waiters {
  const waiting = new Map<Waiter, () => void>();
  return {
    add: (waiter) =>
      new Promise((resolve) => {
        waiting.set(waiter, resolve);
      }),
    those: (fits) => [...waiting.keys()].filter(fits),
    release(waiters) {
      const resolves = waiters.flatMap((each) => waiting.get(each) ?? []);
      for (const each of waiters) waiting.delete(each);
      if (resolves.length > 0) void written().then(() => resolves.forEach((resolve) => void resolve()));
    },
  };
}
