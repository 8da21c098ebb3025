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
import type { Visibility } from '../facts/visibility.ts';

/** Facts that a source reads whole, each time anew. One that nothing is worked out of needs no other place in the core than here. */
export interface SeenValues {
  readonly listeners: readonly Listener[];
  readonly processes: readonly Process[];
  readonly heartbeats: readonly Heartbeat[];
  /** Sockets of the app that are not TCP; looked for only while nothing of it listens on TCP, else empty. */
  readonly otherSockets: readonly OtherSocket[];
  /** How far the agent can see. */
  readonly sight: Visibility;
  /** Looked for only while something is wrong, else empty. */
  readonly connections: readonly Connection[];
  /** Where the app's processes stand still, looked for only while something is wrong, or a worker does not beat. */
  readonly hangs: readonly BlockedProcess[];
  /** Of the app's Gunicorn; no file, no values. */
  readonly gunicornConf: GunicornConf;
  readonly environment: Environment;
  readonly cgroup: CgroupReading;
  /** Unknown without a controller, and until the first report was tried. */
  readonly controller: ControllerLink;
  /** The agent's own API. */
  readonly api: OwnApi;
  /** The last lines of the app's output. */
  readonly tail: readonly LogLine[];
  /** The files that the app writes its log to; none until one is to be followed. */
  readonly logFiles: readonly FollowedLog[];
}

export type SeenName = keyof SeenValues;

/** What is known of each before a source has looked; undefined: nothing yet. */
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
    /** Its process's start; when the event is recorded, unless told. */
    readonly startedAt?: Instant;
    readonly foundBy?: FoundBy;
    /** The process in whose place it comes: after a restart, or because that handed over to it. */
    readonly inPlaceOf?: number;
  };
  /** No process of the app can be seen, for this reason, and yet it must be there. */
  readonly 'app-unseen': { readonly reason: string };
  readonly 'app-not-started': { readonly command: readonly string[]; readonly failure: Omit<StartFailure, 'at'> };
  readonly 'app-exited': Omit<Exit, 'at'>;
  /** The command ended well and left processes behind, which are the app from now on (--on-daemonize adopt). */
  readonly 'app-daemonized': { readonly code: 0 };
  /** Known from an agent before this one, of the same app. */
  readonly 'release-passed-before': { readonly ports: readonly number[] };
  /** Asked to end, by a signal or by the controller. */
  readonly 'stop-requested': { readonly by: string };
  /** Asked to probe now, and not when the plan says so. */
  readonly 'check-requested': { readonly by: string };
  readonly probed: Probe;
  /** About to ask what a port speaks. */
  readonly greeted: Greeted;
  /** The agent's own loop had no turn for so long: what was not seen meanwhile says nothing of the app. */
  readonly 'agent-starved': { readonly forMs: number };
  readonly logged: { readonly origin: LogOrigin; readonly event: LogEvent };
  /** The target of the app's output takes no more, or takes it again; `bytes` counts from the app's start. */
  readonly 'output-lost': Omit<OutputLoss, 'at'>;
  readonly 'output-cut': { readonly origin: LogOrigin; readonly bytes: number };
}

type ObservationOf<K extends string, V> = {
  readonly [N in keyof V]: { readonly kind: K; readonly fact: N; readonly value: V[N]; readonly at: Instant };
}[keyof V];

type Saw = ObservationOf<'saw', SeenValues>;
type Happened = ObservationOf<'event', EventValues>;

/** A fact that could be read before, or should have been readable, and was not. */
interface Lost {
  readonly kind: 'lost';
  readonly fact: SeenName;
  readonly reason: string;
  readonly at: Instant;
}

/** What a source tells: it saw the state of something, something happened, or it could not look. */
export type Observation = Saw | Happened | Lost;
