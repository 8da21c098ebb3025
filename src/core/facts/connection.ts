import { durationWords, type Instant } from '../clock.ts';
import { hostPort, scopeOf } from './address.ts';

/** A TCP connection that a process of the app opened. Connections that came in at its listeners are left out. */
export interface Connection {
  readonly pid: number;
  /** The remote address. */
  readonly address: string;
  readonly port: number;
  /** `connecting`: SYN_SENT, no reply yet. `half-closed`: the other side has closed the connection (CLOSE_WAIT). */
  readonly state: 'connecting' | 'established' | 'half-closed';
  /** Since when this process has had a connection to that place in this state, with no gap except between two attempts. */
  readonly since: Instant;
}

/** `10.0.3.4:5432`. */
export const peerName = ({ address, port }: Pick<Connection, 'address' | 'port'>): string => hostPort(address, port);

/** The kernel sends a second SYN after 1 s, so one lost packet does not mean a dead host. */
export const STUCK_MS = 3_000;

/** The connection that has waited longest for a first reply, if any has waited for 3 s. */
export function stuckConnection(connections: readonly Connection[], at: Instant): Connection | undefined {
  const stuck = connections.filter(({ state, since }) => state === 'connecting' && at - since >= STUCK_MS);
  return [...stuck].sort((a, b) => a.since - b.since || a.pid - b.pid)[0];
}

/** Whether a connection waits for a first reply, and none has waited so long that it counts as stuck: the reply may still come. */
export const isConnecting = (connections: readonly Connection[], at: Instant): boolean =>
  connections.some(({ state }) => state === 'connecting') && stuckConnection(connections, at) === undefined;

/** Whether the other side is in this container. */
export const isWithin = ({ address }: Pick<Connection, 'address'>): boolean => scopeOf(address) === 'loopback';

const STATES: Readonly<Record<Connection['state'], string>> = {
  connecting: 'SYN_SENT',
  established: 'ESTABLISHED',
  'half-closed': 'CLOSE_WAIT',
};

/** "pid 12 to 10.0.3.4:5432, SYN_SENT for 41 s". */
export const connectionWords = (connection: Connection, at: Instant): string =>
  `pid ${connection.pid} to ${peerName(connection)}, ${STATES[connection.state]} for ${durationWords(Math.max(0, at - connection.since))}`;
