import type { Report } from '../report/report.ts';

/** An edge out: it takes every report to one place. A sink that fails says so itself and never stops the agent. */
export interface Sink {
  readonly name: string;
  /** Whether it also wants the picture of turns in which nothing changed but readings: then `seq` is that of the report before. */
  readonly live?: boolean;
  /** Resolves when the report has arrived (or was given up). Reports come in order; a call does not wait for the one before. */
  deliver(report: Report, signal: AbortSignal): Promise<void>;
}
