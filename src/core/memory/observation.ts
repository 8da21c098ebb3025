import type { Instant } from '../clock.ts';
import type { Exit, FoundBy, StartFailure } from '../facts/app.ts';
import type { BlockedProcess } from '../facts/blocked-process.ts';
import type { CgroupReading } from '../facts/cgroup.ts';
import type { Connection } from '../facts/connection.ts';
import type { ControllerLink } from '../facts/controller-link.ts';
import type { Environment } from '../facts/environment.ts';
import type { FollowedLog } from '../facts/followed-log.ts';
import type { Greeted } from '../facts/greeted.ts';
import type { GunicornConf } from '../facts/gunicorn-conf.ts';
import type { Listener } from '../facts/listener.ts';
import type { LogEvent, LogLine, LogOrigin } from '../facts/log-event.ts';
import type { OtherSocket } from '../facts/other-socket.ts';
import type { OutputLoss } from '../facts/output-loss.ts';
import type { OwnApi } from '../facts/own-api.ts';
import type { Probe } from '../facts/probe.ts';
import type { Heartbeat, Process } from '../facts/process.ts';
import type { UnreadOutput } from '../facts/unread-output.ts';
import type { Visibility } from '../facts/visibility.ts';

/** Facts that a source reads completely each time. A fact that is only passed on needs no other place in the core. */
export interface SeenValues {
  readonly listeners: readonly Listener[];
  readonly processes: readonly Process[];
  readonly heartbeats: readonly Heartbeat[];
  /** The app's sockets that are not TCP. Read only while the app has no TCP listener, otherwise empty. */
  readonly otherSockets: readonly OtherSocket[];
  /** How far the agent can see. */
  readonly sight: Visibility;
  /** Read only while something is wrong, otherwise empty. */
  readonly connections: readonly Connection[];
  /** Where the app's processes are blocked. Read only while something is wrong, or a worker has no heartbeat. */
  readonly hangs: readonly BlockedProcess[];
  /** Gunicorn's configuration file; without a file it has no values. */
  readonly gunicornConf: GunicornConf;
  readonly environment: Environment;
  readonly cgroup: CgroupReading;
  /** Unknown without a controller, and until the first report is sent. */
  readonly controller: ControllerLink;
  /** The agent's own API. */
  readonly api: OwnApi;
  /** The last lines of the app's output. */
  readonly tail: readonly LogLine[];
  /** The log files that the agent follows. */
  readonly logFiles: readonly FollowedLog[];
}

export type SeenName = keyof SeenValues;

/** The value of each fact before a source has read it; undefined if it is unknown. */
export const knownAtFirst: { readonly [N in SeenName]: SeenValues[N] | undefined } = {
  listeners: undefined,
  processes: undefined,
  heartbeats: undefined,
  otherSockets: undefined,
  sight: undefined,
  connections: undefined,
  hangs: undefined,
  gunicornConf: undefined,
  environment: undefined,
  cgroup: undefined,
  controller: undefined,
  api: {},
  tail: undefined,
  logFiles: [],
};

/** Things that happen once. */
export interface EventValues {
  readonly 'app-started': {
    readonly command: readonly string[];
    readonly pid: number;
    /** When its process started; by default, the time of the event. */
    readonly startedAt?: Instant;
    readonly foundBy?: FoundBy;
    /** The process that it replaces, after a restart or a handover. */
    readonly inPlaceOf?: number;
    /** Output that the launcher does not copy. An app that was found has only unread output. */
    readonly unread?: UnreadOutput;
  };
  /** The app must be running, but none of its processes can be seen, for this reason. */
  readonly 'app-unseen': { readonly reason: string };
  readonly 'app-not-started': { readonly command: readonly string[]; readonly failure: Omit<StartFailure, 'at'> };
  readonly 'app-exited': Omit<Exit, 'at'>;
  /** The command exited with 0 and left processes behind, which are now the app (--on-daemonize adopt). */
  readonly 'app-daemonized': { readonly code: 0 };
  /** Known from an earlier agent of the same app. */
  readonly 'release-passed-before': { readonly ports: readonly number[] };
  /** Asked to stop, by a signal or by the controller. */
  readonly 'stop-requested': { readonly by: string };
  /** Asked to probe now, ahead of the plan. */
  readonly 'check-requested': { readonly by: string };
  readonly probed: Probe;
  /** The agent is about to find out which protocol a port speaks. */
  readonly greeted: Greeted;
  /** The agent's own loop was not scheduled for this long. What it did not see then says nothing about the app. */
  readonly 'agent-starved': { readonly forMs: number };
  readonly logged: { readonly origin: LogOrigin; readonly event: LogEvent };
  /** The target of the app's output stopped accepting data, or accepts it again. `bytes` counts from the app's start. */
  readonly 'output-lost': Omit<OutputLoss, 'at'>;
  readonly 'output-cut': { readonly origin: LogOrigin; readonly bytes: number };
}

type ObservationOf<K extends string, V> = {
  readonly [N in keyof V]: { readonly kind: K; readonly fact: N; readonly value: V[N]; readonly at: Instant };
}[keyof V];

type Saw = ObservationOf<'saw', SeenValues>;
type Happened = ObservationOf<'event', EventValues>;

/** A fact that could not be read. */
interface Lost {
  readonly kind: 'lost';
  readonly fact: SeenName;
  readonly reason: string;
  readonly at: Instant;
}

/** What a source reports: it saw a state, something happened, or it could not read a fact. */
export type Observation = Saw | Happened | Lost;
