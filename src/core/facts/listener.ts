import { type Family, hostPort, type Scope, scopeOf } from './address.ts';

/** The owner of a listening socket. `other-agent`: another sidewatch. `unknown`: the descriptors of its holder could not be read. */
export type Owner = 'app' | 'agent' | 'other-agent' | 'other' | 'unknown';

/** A TCP socket in state LISTEN. */
export interface Listener {
  readonly address: string;
  /** An `ipv6` row with address `::` may serve IPv4 too, or not: /proc/net/tcp6 does not show it. */
  readonly family: Family;
  readonly port: number;
  readonly scope: Scope;
  readonly owner: Owner;
  readonly pid?: number;
  /** The owner's command line, redacted. */
  readonly command?: readonly string[];
  readonly uid: number;
  readonly inode: number;
  /** Connections that wait to be accepted: rx_queue of a LISTEN row is the accept queue. */
  readonly queued: number;
}

/** The app's own listeners, and those whose owner could not be read: in a container these are the app's too. */
export const appListeners = (listeners: readonly Listener[]): readonly Listener[] =>
  listeners.filter((listener) => listener.owner === 'app' || listener.owner === 'unknown');

/** Whether a listener is the API of a sidewatch, this one or another, so never the app. */
export const isAgents = ({ owner }: Pick<Listener, 'owner'>): boolean => owner === 'agent' || owner === 'other-agent';

/** 0.0.0.0:8000 or [::1]:8000. */
export const listenerName = (listener: Pick<Listener, 'address' | 'port'>): string =>
  hostPort(listener.address, listener.port);

/** A listener from its address, with its scope worked out. */
export const withScope = (listener: Omit<Listener, 'scope'>): Listener => ({
  ...listener,
  scope: scopeOf(listener.address),
});
