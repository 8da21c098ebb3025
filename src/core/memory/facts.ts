import type { EndpointChecks } from '../checks/endpoint-checks.ts';
import type { Health } from '../checks/health.ts';
import type { RuntimeChange } from '../checks/runtime-changes.ts';
import type { SettingProblem, Settings } from '../checks/settings.ts';
import type { Instant } from '../clock.ts';
import type { AgentIdentity } from '../facts/agent-identity.ts';
import type { App } from '../facts/app.ts';
import type { SaidBindError } from '../facts/bind-errors.ts';
import type { BlockedProcess } from '../facts/blocked-process.ts';
import type { Cgroup } from '../facts/cgroup.ts';
import type { Connection } from '../facts/connection.ts';
import type { ControllerLink } from '../facts/controller-link.ts';
import type { Endpoint } from '../facts/endpoint.ts';
import type { Environment } from '../facts/environment.ts';
import type { FollowedLog } from '../facts/followed-log.ts';
import type { GunicornConf } from '../facts/gunicorn-conf.ts';
import type { Listener } from '../facts/listener.ts';
import type { DependencyFailure, Exception, LogLine, UpstreamFailure } from '../facts/log-event.ts';
import type { OtherSocket } from '../facts/other-socket.ts';
import type { OutputLoss } from '../facts/output-loss.ts';
import type { OwnApi } from '../facts/own-api.ts';
import type { Past } from '../facts/past.ts';
import type { Probe } from '../facts/probe.ts';
import type { Heartbeat, Process } from '../facts/process.ts';
import type { SupervisedProgram } from '../facts/supervised.ts';
import type { Tally } from '../facts/tally.ts';
import type { Visibility } from '../facts/visibility.ts';
import type { WorkerPool } from '../facts/worker-pool.ts';
import type { Observed } from '../observed.ts';

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
  readonly upstreamFailures?: readonly (UpstreamFailure & { readonly at: Instant })[];
  /** The newest words about each port that could not be opened, oldest first. */
  readonly bindErrors?: readonly SaidBindError[];
  /** Who failed the app and how, each with the newest line that said so, oldest first; `count` lines since `firstAt`. */
  readonly dependencyFailures?: readonly (DependencyFailure & {
    readonly at: Instant;
    readonly firstAt: Instant;
    readonly count: number;
  })[];
  /** By the words of the supervisor that starts them; the one told of last stands last. */
  readonly supervised?: readonly SupervisedProgram[];
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

/** Everything that rules may ask for, by name. */
export interface FactValues {
  readonly app: App;
  readonly processes: readonly Process[];
  /** When the processes were last looked at, and with them all else that /proc shows. */
  readonly lookedAt: Instant;
  readonly listeners: readonly Listener[];
  /** Since when the set of listeners is what it is. */
  readonly listenersSince: Instant;
  /** Sockets of the app that are not TCP; looked for only while nothing of it listens on TCP, else empty. */
  readonly otherSockets: readonly OtherSocket[];
  /** Looked for only while something is wrong, else empty. */
  readonly connections: readonly Connection[];
  /** How far the agent can see. */
  readonly sight: Visibility;
  /** Where the app's processes stand still, looked for only while something is wrong, or a worker does not beat. */
  readonly hangs: readonly BlockedProcess[];
  readonly heartbeats: readonly Heartbeat[];
  readonly endpoints: readonly Endpoint[];
  /** The last probes of all endpoints, oldest first. */
  readonly probes: readonly Probe[];
  readonly log: Log;
  /** The files that it wrote to. */
  readonly logFiles: readonly FollowedLog[];
  readonly pool: WorkerPool;
  readonly activity: Activity;
  /** The container's limits. */
  readonly cgroup: Cgroup;
  /** What was seen of the app and is no more. */
  readonly past: Past;
  readonly environment: Environment;
  /** Of the app's Gunicorn; no file, no values. */
  readonly gunicornConf: GunicornConf;
  readonly health: Health;
  /** The checks so far, endpoint by endpoint. */
  readonly checks: readonly EndpointChecks[];
  /** What callers asked of the agent. */
  readonly demands: { readonly checkAt?: Instant };
  readonly tally: Tally;
  /** The newest last. */
  readonly runtimeChanges: readonly RuntimeChange[];
  readonly settingProblems: readonly SettingProblem[];
  /** Unknown without a controller, and until the first report was tried. */
  readonly controller: ControllerLink;
  /** The agent's own API. */
  readonly api: OwnApi;
}

export type FactName = keyof FactValues;

/** A snapshot that rules judge: plain JSON, can be saved and judged again. */
export interface Facts {
  readonly at: Instant;
  readonly agent: AgentIdentity;
  readonly settings: Settings;
  readonly observed: { readonly [N in FactName]: Observed<FactValues[N]> };
}
