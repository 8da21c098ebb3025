import { monotonicMs } from '../../../monotonic.ts';

/** Work that shares the event loop with everything else that the agent does. */
export interface LoopShare {
  /** Does the work now, or in a later turn of the loop when this turn has done enough; first come, first served. */
  run(work: () => void): void;
  /** Does the work in a later turn, after the work that already waits. */
  runLater(work: () => void): void;
  /** The same for work that may take long: all other work comes first and gets half of the time, new connections included. */
  runLong(work: () => void): void;
}

/** Many callers share one loop: after this long without a pause, probes, timers and new connections come first. */
const TURN_MS = 3;
/** After a pause this long, the loop has done other work. */
const PAUSE_MS = 1;

/** The API's share of the event loop: 3 ms of work per turn, or one piece of work that takes longer. `now` is a monotonic clock in ms. */
export function createLoopShare(now: () => number = monotonicMs): LoopShare {
  const waiting: (() => void)[] = [];
  const long: (() => void)[] = [];
  let endsAt = 0;
  let pausedAt = 0;
  let isDue = false;
  /** Node accepts one new connection per turn of the loop: after long work the loop turns without any for the same time. */
  let longDueAt = 0;
  let rest: NodeJS.Timeout | undefined;

  const run = (work: () => void): void => {
    if (waiting.length === 0 && hasTime()) runPiece(work);
    else putOff(waiting, work);
  };

  const runLater = (work: () => void): void => putOff(waiting, work);

  const runLong = (work: () => void): void => {
    const isAtOnce = waiting.length === 0 && long.length === 0 && hasTime();
    if (isAtOnce) {
      long.push(work);
      runLongPieces();
    } else putOff(long, work);
  };

  function hasTime(): boolean {
    const at = now();
    if (at - pausedAt > PAUSE_MS) endsAt = at + TURN_MS;
    return at < endsAt;
  }

  function putOff(queue: (() => void)[], work: () => void): void {
    queue.push(work);
    arrange();
  }

  function arrange(): void {
    if (isDue) return;
    const restMs = waiting.length > 0 ? 0 : longDueAt - now();
    if (restMs <= 0 && (waiting.length > 0 || long.length > 0)) {
      isDue = true;
      setImmediate(next);
    } else if (long.length > 0) {
      clearTimeout(rest);
      rest = setTimeout(arrange, restMs);
    }
  }

  /** An immediate set by another immediate runs in the next turn. */
  function next(): void {
    endsAt = now() + TURN_MS;
    try {
      do runPiece(waiting.shift());
      while (waiting.length > 0 && pausedAt < endsAt);
      if (now() >= longDueAt) runLongPieces();
    } finally {
      isDue = false;
      arrange();
    }
  }

  function runLongPieces(): void {
    const from = now();
    do runPiece(long.shift());
    while (long.length > 0 && waiting.length === 0 && pausedAt < endsAt);
    longDueAt = pausedAt + (pausedAt - from);
  }

  function runPiece(work: (() => void) | undefined): void {
    work?.();
    pausedAt = now();
  }

  return { run, runLater, runLong };
}
