import type { Clock } from '../core/clock.ts';
import type { Rule } from '../core/diagnosis/rule.ts';
import type { Facts } from '../core/memory/facts.ts';
import { isNewTo, type Memory } from '../core/memory/memory.ts';
import type { Observation } from '../core/memory/observation.ts';
import { remember } from '../core/memory/remember.ts';
import { factsOf } from '../core/memory/snapshot.ts';
import type { Sink } from '../core/ports/sink.ts';
import type { Watch } from '../core/ports/source.ts';
import { nextReport, type ReportReason, type Turn } from '../core/report/next-report.ts';
import { createDeliveries } from './deliveries.ts';
import { graceLeftMs } from './pace.ts';
import { createSleepers } from './pauses.ts';

/** What a wheel is made of. */
export interface WheelParts {
  readonly clock: Clock;
  /** What is remembered at first. */
  readonly memory: Memory;
  readonly rules: readonly Rule[];
  readonly sinks: readonly Sink[];
  readonly exitGraceMs: number;
  /** Told of a part that broke: a bug, for the agent's own log. */
  onFailure(part: string, error: unknown): void;
}

/** Observations in, reports out. */
export interface Wheel extends Watch {
  turn(reason: ReportReason): void;
  /** A turn after all else that is due now: one for all of it. */
  turnSoon(): void;
  /** Delivers the last report, and waits for what is under way, no longer than what is left of the exit grace. */
  finish(): Promise<void>;
}

/** The one place that holds state: what is remembered, the turn before, who waits, and what is on its way to a sink. */
export function createWheel(parts: WheelParts): Wheel {
  const { clock, rules, sinks } = parts;
  const sleepers = createSleepers(clock);
  const deliveries = createDeliveries(clock, (sink, error) => parts.onFailure(sink, error));
  let { memory } = parts;
  let last: Turn | undefined;
  let turnIsDue = false;

  return { clock, record, facts, pause: sleepers.pause, turn, turnSoon, finish };

  function facts(): Facts {
    return factsOf(memory, clock.now());
  }

  function record(observation: Observation): void {
    const isNews = isNewTo(memory, observation);
    memory = remember(memory, observation);
    if (!isNews) return;
    sleepers.wake(observation.fact);
    turnSoon();
  }

  function turnSoon(): void {
    if (turnIsDue) return;
    turnIsDue = true;
    setImmediate(() => {
      if (turnIsDue) turn('refresh');
    });
  }

  function turn(reason: ReportReason): void {
    turnIsDue = false;
    last = nextReport(last, facts(), rules, reason);
    deliveries.begin(last.report, last.isNumbered ? sinks : sinks.filter(({ live }) => live));
  }

  async function finish(): Promise<void> {
    turn('last');
    await deliveries.finish(graceLeftMs(facts(), parts.exitGraceMs));
  }
}
