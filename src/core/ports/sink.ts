import type { Report } from '../report/report.ts';

/** An output of the agent: it delivers every report to one place. A sink logs its own failures and never stops the agent. */
export interface Sink {
  readonly name: string;
  /** Whether it also gets reports in which only readings changed. Their `seq` is that of the previous report. */
  readonly live?: boolean;
  /** Resolves when the report has arrived or was given up. Reports come in order, but a call does not wait for the previous one. */
  deliver(report: Report, signal: AbortSignal): Promise<void>;
}
