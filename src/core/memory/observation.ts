import type { Instant } from '../clock.ts';
import type { Exit, FoundBy, StartFailure } from '../facts/app.ts';
import type { BlockedProcess } from '../facts/blocked-process.ts';
import type { CgroupReading } from '../facts/cgroup.ts';
import type { Connection } from '../facts/connection.ts';
import type { ControllerLink } from '../facts/controller-link.ts';
import type { Environment } from '../facts/environment.ts';
import type { FollowedLog } from '../facts/followed-log.ts';
import type { GunicornConf } from '../facts/gunicorn-conf.ts';
import type { Listener } from '../facts/listener.ts';
import type { LogEvent, LogLine, LogOrigin } from '../facts/log-event.ts';
import type { OtherSocket } from '../facts/other-socket.ts';
import type { OutputLoss } from '../facts/output-loss.ts';
import type { OwnApi } from '../facts/own-api.ts';
import type { Probe } from '../facts/probe.ts';
import type { Heartbeat, Process } from '../facts/process.ts';
import type { Visibility } from '../facts/visibility.ts';

/** Facts that a source reads whole, each time anew. */
export interface SeenValues {
  readonly listeners: readonly Listener[];
  readonly processes: readonly Process[];
  readonly heartbeats: readonly Heartbeat[];
  readonly otherSockets: readonly OtherSocket[];
  readonly sight: Visibility;
  readonly connections: readonly Connection[];
  readonly hangs: readonly BlockedProcess[];
  readonly gunicornConf: GunicornConf;
  readonly environment: Environment;
  readonly cgroup: CgroupReading;
  readonly controller: ControllerLink;
  readonly api: OwnApi;
  /** The last lines of the app's output. */
  readonly tail: readonly LogLine[];
  /** The files that the app writes its log to; none until one is to be followed. */
  readonly logFiles: readonly FollowedLog[];
}

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
  /** The agent's own loop had no turn for so long: what was not seen meanwhile says nothing of the app. */
  readonly 'agent-starved': { readonly forMs: number };
  readonly logged: { readonly origin: LogOrigin; readonly event: LogEvent };
  /** The target of the app's output takes no more, or takes it again; `bytes` counts from the app's start. */
  readonly 'output-lost': Omit<OutputLoss, 'at'>;
  readonly 'output-cut': { readonly origin: LogOrigin; readonly bytes: number };
}

type Told<K extends string, V> = {
  readonly [N in keyof V]: { readonly kind: K; readonly fact: N; readonly value: V[N]; readonly at: Instant };
}[keyof V];

type Saw = Told<'saw', SeenValues>;
type Happened = Told<'event', EventValues>;

/** A fact that could be read before, or should have been readable, and was not. */
interface Lost {
  readonly kind: 'lost';
  readonly fact: keyof SeenValues;
  readonly reason: string;
  readonly at: Instant;
}

/** What a source tells: it saw the state of something, something happened, or it could not look. */
export type Observation = Saw | Happened | Lost;
