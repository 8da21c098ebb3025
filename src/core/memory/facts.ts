import type { EndpointChecks } from '../checks/endpoint-checks.ts';
import type { Health } from '../checks/health.ts';
import type { RuntimeChange } from '../checks/runtime-changes.ts';
import type { SettingProblem, Settings } from '../checks/settings.ts';
import type { Instant } from '../clock.ts';
import type { AgentIdentity } from '../facts/agent-identity.ts';
import type { App } from '../facts/app.ts';
import type { SaidBindError } from '../facts/bind-errors.ts';
import type { Cgroup } from '../facts/cgroup.ts';
import type { Endpoint } from '../facts/endpoint.ts';
import type { DependencyFailure, Exception, LogLine, UpstreamFailure } from '../facts/log-event.ts';
import type { OutputLoss } from '../facts/output-loss.ts';
import type { Past } from '../facts/past.ts';
import type { PlatformVerdict } from '../facts/platform-verdict.ts';
import type { Probe } from '../facts/probe.ts';
import type { SupervisedProgram } from '../facts/supervised.ts';
import type { Tally } from '../facts/tally.ts';
import type { UnreadOutput } from '../facts/unread-output.ts';
import type { WorkerPool } from '../facts/worker-pool.ts';
import type { Observed } from '../observed.ts';
import type { SeenValues } from './observation.ts';

/** What the app logged recently. */
export interface Log {
  /** The last lines, oldest first. */
  readonly tail: readonly LogLine[];
  readonly lastWrittenAt?: Instant;
  /** Output that the agent does not read; undefined if it reads all, or a log file in its place. */
  readonly unread?: UnreadOutput;
  /** The newest exception for each text, oldest first. */
  readonly exceptions: readonly (Exception & { readonly at: Instant })[];
  /** Lines in which a framework reports that it rejected a Host header. */
  readonly hostRejections: readonly { readonly framework: string; readonly line: string; readonly at: Instant }[];
  /** A front server's newest line about each upstream, oldest first. */
  readonly upstreamFailures?: readonly (UpstreamFailure & {
    readonly at: Instant;
    /** The number of these lines; 1 if absent. */
    readonly count?: number;
  })[];
  /** The newest bind error for each port, oldest first. */
  readonly bindErrors?: readonly SaidBindError[];
  /** A saved log shows that the app exited with 0, or was asked to stop. No earlier line explains why it no longer serves. */
  readonly isDone?: true;
  /** Dependencies that failed and how, each with its newest line, oldest first. `count` lines reported it since `firstAt`. */
  readonly dependencyFailures?: readonly (DependencyFailure & {
    readonly at: Instant;
    readonly firstAt: Instant;
    readonly count: number;
  })[];
  /** Programs in the lines of their supervisor. The one mentioned last comes last. */
  readonly supervised?: readonly SupervisedProgram[];
  /** What a platform logs about the app. Only a saved log contains it. */
  readonly verdicts?: readonly PlatformVerdict[];
  /** Bytes cut from over-long lines. */
  readonly cutBytes: number;
  /** Output that its targets did not accept, by stream. */
  readonly losses?: readonly OutputLoss[];
}

/** No output was read yet. */
export const noLog: Log = { tail: [], exceptions: [], hostRejections: [], cutBytes: 0 };

/** How the app used the CPU over the last seconds. */
export interface Activity {
  /** The share of one core, 0 and up; undefined until there are two readings. */
  readonly cpuShare?: number;
  readonly overMs: number;
}

/** All facts for rules, by name: what sources read, and what follows from it and from events. */
export interface FactValues extends Omit<SeenValues, 'tail' | 'cgroup'> {
  readonly app: App;
  /** When the processes, and everything else in /proc, were last read. */
  readonly lookedAt: Instant;
  /** Since when the set of listeners is unchanged, those of programs other than the app aside. */
  readonly listenersSince: Instant;
  readonly endpoints: readonly Endpoint[];
  /** The last probes of all endpoints, oldest first. */
  readonly probes: readonly Probe[];
  readonly log: Log;
  readonly pool: WorkerPool;
  readonly activity: Activity;
  /** The container's limits. */
  readonly cgroup: Cgroup;
  /** What was seen of the app and no longer exists. */
  readonly past: Past;
  readonly health: Health;
  /** The checks so far, per endpoint. */
  readonly checks: readonly EndpointChecks[];
  /** Requests of callers. */
  readonly demands: { readonly checkAt?: Instant };
  readonly tally: Tally;
  /** Newest last. */
  readonly runtimeChanges: readonly RuntimeChange[];
  readonly settingProblems: readonly SettingProblem[];
}

export type FactName = keyof FactValues;

/** A snapshot for rules: plain JSON that can be saved and judged again. */
export interface Facts {
  readonly at: Instant;
  readonly agent: AgentIdentity;
  readonly settings: Settings;
  readonly observed: { readonly [N in FactName]: Observed<FactValues[N]> };
}
