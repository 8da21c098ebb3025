import type { Clock } from '../../core/clock.ts';

/** A span of time after which, or together with another signal, work must stop. */
export interface TimeLimit {
  /** Aborts when the time is over, or when the parent aborts. */
  readonly signal: AbortSignal;
  /** Whether the time ran out; false when it was the parent that aborted. */
  isOver(): boolean;
  /** Stops the timer; to be called when the work is done. */
  end(): void;
}

/** Begins a span of `ms` milliseconds. */
export function timeLimit(clock: Clock, ms: number, parent: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const { signal } = controller;
  let over = false;
  const end = (): void => {
    parent.removeEventListener('abort', end);
    controller.abort();
  };
  if (parent.aborted) controller.abort();
  else parent.addEventListener('abort', end);
  void clock.sleep(ms, signal).then(() => {
    if (signal.aborted) return;
    over = true;
    end();
  });
  return { signal, isOver: () => over, end };
}
