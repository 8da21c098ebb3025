import type { Clock } from '../../core/clock.ts';
import { isStarved } from '../../core/facts/starvation.ts';

/** A span of time after which, or together with another signal, work must stop. Only time in which the agent had its turns counts. */
export interface TimeLimit {
  /** Aborts when the time is over, or when the parent aborts. */
  readonly signal: AbortSignal;
  /** Whether the time ran out; false when it was the parent that aborted. */
  isOver(): boolean;
  /** Time so far in which the agent itself had no turn, and which therefore does not count; 0 when it had all its turns. */
  lostMs(): number;
  /** Stops the timer; to be called when the work is done. */
  end(): void;
}

/** So often at least the agent must have looked before the time is over. */
const PULSES = 16;

/**
 * Begins a span of `ms` milliseconds, counted in pulses. One that comes late by more than a quarter of the span shows that the agent
 * was stopped, starved or blocked: it counts as one pulse, however long it took. So silence is the other side's only when the agent
 * listened, and an agent that has few turns comes to a verdict all the same.
 */
export function timeLimit(clock: Clock, ms: number, parent: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const { signal } = controller;
  const pulseMs = ms / PULSES;
  let over = false;
  let lostMs = 0;
  let turnAt = clock.now();
  const end = (): void => {
    parent.removeEventListener('abort', end);
    controller.abort();
  };
  if (parent.aborted) controller.abort();
  else parent.addEventListener('abort', end);
  void pulse();
  return { signal, isOver: () => over, lostMs: lostSoFar, end };

  async function pulse(): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= sinceTurn()) {
      await clock.sleep(Math.min(pulseMs, leftMs), signal);
      if (signal.aborted) return;
    }
    // What has arrived is read before the time is called over: timers come first after a pause.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    if (signal.aborted) return;
    over = true;
    end();
  }

  /** The time since the turn before that counts. */
  function sinceTurn(): number {
    const now = clock.now();
    const tookMs = now - turnAt;
    turnAt = now;
    if (!isStarved(tookMs - pulseMs, ms)) return tookMs;
    lostMs += tookMs - pulseMs;
    return pulseMs;
  }

  function lostSoFar(): number {
    sinceTurn();
    return lostMs;
  }
}
