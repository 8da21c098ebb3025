import type { Listener } from './listener.ts';

/** Something of the app that the agent cannot see. */
export type BlindSpot =
  /** The processes cannot be listed, or /proc shows another PID namespace. */
  | { readonly kind: 'no-processes'; readonly reason: string }
  /** /proc is mounted with `hidepid`. */
  | { readonly kind: 'hidden-processes' }
  /** The app runs in another PID namespace, if it runs at all. */
  | { readonly kind: 'other-pid-namespace' }
  /** The agent cannot read the descriptors of this process; `uid` is the user that it runs as. */
  | { readonly kind: 'closed-descriptors'; readonly pid: number; readonly uid?: number; readonly reason: string }
  /** The table of listening sockets cannot be read: a mount hides it, or access is denied. */
  | { readonly kind: 'unread-sockets'; readonly reason: string }
  /** The loopback interface is down. All traffic from the container to its own addresses uses it, probes included. */
  | { readonly kind: 'loopback-down'; readonly address: string };

/** A network namespace other than the agent's, and where a process of the app listens there. */
export interface OtherNetwork {
  readonly pid: number;
  readonly command: readonly string[];
  /** As the links /proc/PID/ns/net name them: `net:[4026531840]`. */
  readonly own: string;
  readonly other: string;
  /** Undefined where they cannot be read. */
  readonly listeners?: readonly Pick<Listener, 'address' | 'port'>[];
}

/** How much the agent can see. */
export interface Visibility {
  /** The user that the agent runs as. */
  readonly uid?: number;
  readonly gaps: readonly BlindSpot[];
  readonly otherNetwork?: OtherNetwork;
}
