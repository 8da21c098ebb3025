import type { Instant } from '../clock.ts';
import type { Evidence } from '../diagnosis.ts';
import type { ServerName } from '../facts/log-event.ts';
import { quotable } from '../redact.ts';
import { endSeen } from './end-seen.ts';
import { type StandIns, unseenApp, untoldPool } from './optional-facts.ts';

/** A server that could not load its app. */
export interface LoadFailure {
  readonly server: ServerName;
  readonly at: Instant;
  /** What the server says; undefined when only its exit code tells. */
  readonly line?: string;
  readonly exitCode?: number;
}

/** By what such a failure is known; the log alone will do. */
export const loadNeeds = ['log', 'pool', 'app', 'processes', 'probes'] as const;
export type LoadNeed = (typeof loadNeeds)[number];
export const logAlone = { app: unseenApp, processes: [], pool: untoldPool, probes: [] } satisfies StandIns;

/** What the server says, and the code with which it ended. */
export const loadFailureSeen = ({ at, line, exitCode }: LoadFailure): readonly Evidence[] => [
  ...(line === undefined ? [] : [{ source: 'log', observed: quotable(line, 300), at }]),
  ...(exitCode === undefined ? [] : [endSeen({ code: exitCode, at })]),
];
