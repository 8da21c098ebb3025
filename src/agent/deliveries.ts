import type { Clock } from '../core/clock.ts';
import type { Sink } from '../core/ports/sink.ts';
import type { Report } from '../core/report/report.ts';

/** The reports on their way to the sinks. */
export interface Deliveries {
  begin(report: Report, to: readonly Sink[]): void;
  /** Waits for pending deliveries, and gives up after the grace. */
  finish(graceMs: number): Promise<void>;
}

/** Starts without pending deliveries. Calls `onFailure` for a sink that threw. */
export function createDeliveries(clock: Clock, onFailure: (sink: string, error: unknown) => void): Deliveries {
  const underWay = new Set<Promise<void>>();
  const givenUp = new AbortController();

  return {
    begin(report, to) {
      for (const sink of to) {
        const delivery = sink
          .deliver(report, givenUp.signal)
          .catch((error: unknown) => onFailure(sink.name, error))
          .finally(() => underWay.delete(delivery));
        underWay.add(delivery);
      }
    },
    async finish(graceMs) {
      const grace = new AbortController();
      const timeUp = clock.sleep(graceMs, grace.signal).then(() => givenUp.abort());
      await Promise.race([timeUp, Promise.all(underWay)]);
      grace.abort();
    },
  };
}
