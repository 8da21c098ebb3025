import { monotonicMs as now } from '../../../monotonic.ts';

/** Work that shares the event loop with everything else that the agent does. */
export interface LoopShare {
  /** Does the work now, or in a later turn of the loop when this one has done enough; first come, first served. */
  run(work: () => void): void;
  /** Does the work in a later turn, after what waits by then. */
  runLater(work: () => void): void;
  /** The same for work that may take long: all other work comes first, and has half of the time, new connections included. */
  runLong(work: () => void): void;
}

/** Callers are many and the loop is one: after so long without a pause, probes, timers and new connections come first. */
const TURN_MS = 3;
/** After such a pause the loop has been elsewhere. */
const PAUSE_MS = 1;

/** The API's share of the event loop: it works for 3 ms in a turn, or does one piece of work that takes longer. */
export function createLoopShare(): LoopShare {
  const waiting: (() => void)[] = [];
  const long: (() => void)[] = [];
  let endsAt = 0;
  let pausedAt = 0;
  let isDue = false;
  /** Node takes one new connection in a turn of the loop: after long work the loop turns for as long without any. */
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

  /** An immediate that another one sets runs in the next turn. */
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
