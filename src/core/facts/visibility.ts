import type { Listener } from './listener.ts';

/** Something of the app that the agent may not see. */
export type BlindSpot =
  /** The processes cannot be listed, or another PID namespace's are. */
  | { readonly kind: 'no-processes'; readonly reason: string }
  /** /proc is mounted with `hidepid`. */
  | { readonly kind: 'hidden-processes' }
  /** The app runs in another PID namespace, if it runs. */
  | { readonly kind: 'other-pid-namespace' }
  /** What this process of the app has open is not ours to read; `uid` is the user that it runs as. */
  | { readonly kind: 'closed-descriptors'; readonly pid: number; readonly uid?: number; readonly reason: string }
  /** The table of listening sockets is not to be read: masked by a mount, or denied. */
  | { readonly kind: 'unread-sockets'; readonly reason: string }
  /** The loopback interface is down. All that the container sends to its own addresses uses it, the probes too. */
  | { readonly kind: 'loopback-down'; readonly address: string };

/** A network namespace that is not the agent's, and what a process of the app listens on there. */
export interface OtherNetwork {
  readonly pid: number;
  readonly command: readonly string[];
  /** As /proc/PID/ns/net names them: net:[4026531840]. */
  readonly own: string;
  readonly other: string;
  /** Undefined where they cannot be read. */
  readonly listeners?: readonly Pick<Listener, 'address' | 'port'>[];
}

/** How far the agent can see. */
export interface Visibility {
  /** The user that the agent runs as. */
  readonly uid?: number;
  readonly gaps: readonly BlindSpot[];
  readonly otherNetwork?: OtherNetwork;
}
