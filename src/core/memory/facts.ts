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
import type { WorkerPool } from '../facts/worker-pool.ts';
import type { Observed } from '../observed.ts';
import type { SeenValues } from './observation.ts';

/** What the app wrote lately. */
export interface Log {
  /** The last lines, oldest first. */
  readonly tail: readonly LogLine[];
  readonly lastWrittenAt?: Instant;
  /** Its output goes past the agent: that there are no lines says nothing. */
  readonly isUnread?: boolean;
  /** The newest exception of each text, oldest first. */
  readonly exceptions: readonly (Exception & { readonly at: Instant })[];
  /** A framework's own words that it refused a Host header. */
  readonly hostRejections: readonly { readonly framework: string; readonly line: string; readonly at: Instant }[];
  /** A front server's newest words about each thing that it forwards to, oldest first. */
  readonly upstreamFailures?: readonly (UpstreamFailure & {
    readonly at: Instant;
    /** So many lines said so; one where it is not given. */
    readonly count?: number;
  })[];
  /** The newest words about each port that could not be opened, oldest first. */
  readonly bindErrors?: readonly SaidBindError[];
  /** A saved log tells that the app ended well, or was asked to end: nothing that it said before is why it serves no more. */
  readonly isDone?: true;
  /** Who failed the app and how, each with the newest line that said so, oldest first; `count` lines since `firstAt`. */
  readonly dependencyFailures?: readonly (DependencyFailure & {
    readonly at: Instant;
    readonly firstAt: Instant;
    readonly count: number;
  })[];
  /** By the words of the supervisor that starts them; the one told of last stands last. */
  readonly supervised?: readonly SupervisedProgram[];
  /** What a platform says of the app in the log that it keeps: only a saved log holds it. */
  readonly verdicts?: readonly PlatformVerdict[];
  /** Bytes of over-long lines that were cut away. */
  readonly cutBytes: number;
  /** What the targets of its output did not take, by stream. */
  readonly losses?: readonly OutputLoss[];
}

/** Nothing was read yet. */
export const noLog: Log = { tail: [], exceptions: [], hostRejections: [], cutBytes: 0 };

/** What the app did with its processor time over the last seconds. */
export interface Activity {
  /** Of one core, 0 and up; undefined until two readings are there. */
  readonly cpuShare?: number;
  readonly overMs: number;
}

/** Everything that rules may ask for, by name: what sources read, and what is worked out of it or of what happened. */
export interface FactValues extends Omit<SeenValues, 'tail' | 'cgroup'> {
  readonly app: App;
  /** When the processes were last looked at, and with them all else that /proc shows. */
  readonly lookedAt: Instant;
  /** Since when the set of listeners is what it is. */
  readonly listenersSince: Instant;
  readonly endpoints: readonly Endpoint[];
  /** The last probes of all endpoints, oldest first. */
  readonly probes: readonly Probe[];
  readonly log: Log;
  readonly pool: WorkerPool;
  readonly activity: Activity;
  /** The container's limits. */
  readonly cgroup: Cgroup;
  /** What was seen of the app and is no more. */
  readonly past: Past;
  readonly health: Health;
  /** The checks so far, endpoint by endpoint. */
  readonly checks: readonly EndpointChecks[];
  /** What callers asked of the agent. */
  readonly demands: { readonly checkAt?: Instant };
  readonly tally: Tally;
  /** The newest last. */
  readonly runtimeChanges: readonly RuntimeChange[];
  readonly settingProblems: readonly SettingProblem[];
}

export type FactName = keyof FactValues;

/** A snapshot that rules judge: plain JSON, can be saved and judged again. */
export interface Facts {
  readonly at: Instant;
  readonly agent: AgentIdentity;
  readonly settings: Settings;
  readonly observed: { readonly [N in FactName]: Observed<FactValues[N]> };
}
