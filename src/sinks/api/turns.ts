/** Work that shares the event loop with everything else that the agent does. */
export interface Turns {
  /** Does the work now, or in a later turn of the loop when this one has done enough; first come, first served. */
  take(work: () => void): void;
}

/** Callers are many and the loop is one: after so long without a pause, probes, timers and new connections come first. */
const TURN_MS = 3;
/** After such a pause the loop has been elsewhere. */
const PAUSE_MS = 1;

/** The API's share of the event loop: it works for 3 ms in a turn, or does one piece of work that takes longer. */
export function createTurns(): Turns {
  const now = (): number => performance.now();
  const waiting: (() => void)[] = [];
  let endsAt = 0;
  let pausedAt = 0;
  let isDue = false;

  function take(work: () => void): void {
    const at = now();
    if (at - pausedAt > PAUSE_MS) endsAt = at + TURN_MS;
    if (waiting.length === 0 && at < endsAt) run(work);
    else {
      waiting.push(work);
      if (!isDue) setImmediate(next);
      isDue = true;
    }
  }

  /** An immediate that another one sets runs in the next turn. */
  function next(): void {
    endsAt = now() + TURN_MS;
    try {
      do run(waiting.shift());
      while (waiting.length > 0 && pausedAt < endsAt);
    } finally {
      isDue = waiting.length > 0;
      if (isDue) setImmediate(next);
    }
  }

  function run(work: (() => void) | undefined): void {
    work?.();
    pausedAt = now();
  }

  return { take };
}
