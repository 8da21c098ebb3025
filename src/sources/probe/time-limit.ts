import type { Clock } from '../../core/clock.ts';
import { isStarved } from '../../core/facts/starvation.ts';

/** A time limit that also stops with another signal. Only time in which the agent was scheduled counts. */
export interface TimeLimit {
  /** Aborts when the time is over, or when the parent aborts. */
  readonly signal: AbortSignal;
  /** Whether the time ran out; false if the parent aborted. */
  isOver(): boolean;
  /** Time so far in which the agent itself was not scheduled, so it does not count; 0 if it was never late. */
  lostMs(): number;
  /** Stops the timer; call it when the work is done. */
  end(): void;
}

/** The agent must check at least this often before the time is over. */
const PULSES = 16;

/**
 * Starts a limit of `ms` milliseconds, counted in pulses. If a pulse is late by more than a quarter of the limit, the agent was stopped,
 * starved or blocked. It then counts as one pulse, however long it took. So silence is the peer's only if the agent
 * was listening, and an agent that is rarely scheduled still reaches a verdict.
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
    // Reads what has arrived before it declares the time over: timers fire first after a pause.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    if (signal.aborted) return;
    over = true;
    end();
  }

  /** The time since the last turn that counts. */
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
