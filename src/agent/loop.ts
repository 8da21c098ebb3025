import type { Clock } from '../core/clock.ts';
import type { Rule } from '../core/diagnosis/rule.ts';
import type { Facts } from '../core/memory/facts.ts';
import { isNewTo, type Memory } from '../core/memory/memory.ts';
import type { Observation } from '../core/memory/observation.ts';
import { remember } from '../core/memory/remember.ts';
import { factsOf } from '../core/memory/snapshot.ts';
import type { Sink } from '../core/ports/sink.ts';
import type { Watch } from '../core/ports/source.ts';
import { nextReport, type Reported, type ReportReason } from '../core/report/next-report.ts';
import { createDeliveries } from './deliveries.ts';
import { graceLeftMs } from './pace.ts';
import { createPauses } from './pauses.ts';

/** The parts of a loop. */
export interface LoopParts {
  readonly clock: Clock;
  /** The initial memory. */
  readonly memory: Memory;
  readonly rules: readonly Rule[];
  readonly sinks: readonly Sink[];
  readonly exitGraceMs: number;
  /** Called for a part that threw. This is a bug, for the agent's own log. */
  onFailure(part: string, error: unknown): void;
}

/** Observations in, reports out. */
export interface Loop extends Watch {
  /** Judges the current facts, and starts to deliver the report. */
  report(reason: ReportReason): void;
  /** Makes one report after everything else that is due now. */
  reportSoon(): void;
  /** Delivers the last report, and waits for pending deliveries until the exit grace ends. */
  finish(): Promise<void>;
}

/** The only place with state: the memory, the previous report, the pauses and the deliveries. */
export function createLoop(parts: LoopParts): Loop {
  const { clock, rules, sinks } = parts;
  const pauses = createPauses(clock);
  const deliveries = createDeliveries(clock, (sink, error) => parts.onFailure(sink, error));
  let { memory } = parts;
  let last: Reported | undefined;
  let isReportDue = false;

  return { clock, record, facts, pause: pauses.pause, report, reportSoon, finish };

  function facts(): Facts {
    return factsOf(memory, clock.now());
  }

  function record(observation: Observation): void {
    const isNews = isNewTo(memory, observation);
    memory = remember(memory, observation);
    if (!isNews) return;
    pauses.wake(observation.fact);
    reportSoon();
  }

  function reportSoon(): void {
    if (isReportDue) return;
    isReportDue = true;
    setImmediate(() => {
      if (isReportDue) report('refresh');
    });
  }

  function report(reason: ReportReason): void {
    isReportDue = false;
    last = nextReport(last, facts(), rules, reason);
    deliveries.begin(last.report, last.isNumbered ? sinks : sinks.filter(({ live }) => live));
  }

  async function finish(): Promise<void> {
    report('last');
    await deliveries.finish(graceLeftMs(facts(), parts.exitGraceMs));
  }
}
