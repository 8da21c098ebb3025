import { durationWords, type Instant } from '../clock.ts';
import { hostPort, scopeOf } from './address.ts';

/** A TCP connection that a process of the app opened to somewhere. Those that came in at its listeners are not among them. */
export interface Connection {
  readonly pid: number;
  /** The other side's. */
  readonly address: string;
  readonly port: number;
  /** `connecting`: SYN_SENT, nothing has come back. `half-closed`: the other side has hung up (CLOSE_WAIT). */
  readonly state: 'connecting' | 'established' | 'half-closed';
  /** Since when one of this process to that place was seen in this state, with no gap but that between two tries. */
  readonly since: Instant;
}

/** `10.0.3.4:5432`. */
export const peerName = ({ address, port }: Pick<Connection, 'address' | 'port'>): string => hostPort(address, port);

/** The kernel tries a second SYN after 1 s: what is lost once is no dead host. */
export const STUCK_MS = 3_000;

/** The one that has waited longest for a first answer, if any has for 3 s. */
export function stuckConnection(connections: readonly Connection[], at: Instant): Connection | undefined {
  const stuck = connections.filter(({ state, since }) => state === 'connecting' && at - since >= STUCK_MS);
  return [...stuck].sort((a, b) => a.since - b.since || a.pid - b.pid)[0];
}

/** Whether one waits for a first answer, and none for so long that it is stuck: it may come yet. */
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
