import type { Known } from '../../core/diagnosis/rule.ts';
import { type App, isRunning } from '../../core/facts/app.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { OtherSocket } from '../../core/facts/other-socket.ts';
import { passedSince, SETTLED_MS, servingListeners } from '../shared/serving.ts';
import { placeNeeds } from './place-needs.ts';

export type UnixSocket = Extract<OtherSocket, { kind: 'unix' }>;
export type UdpSocket = Extract<OtherSocket, { kind: 'udp' }>;

/** An app that no TCP connection can reach, and the sockets on which it listens instead. */
export interface OnlyOtherSockets {
  readonly app: App;
  readonly endpoint?: Endpoint;
  /** Each has been open for a while; may be empty. */
  readonly sockets: readonly OtherSocket[];
  /** The time to start is over, or the app was healthy before: no TCP listener will follow. */
  readonly isLate: boolean;
}

/** The facts that the rules about such sockets need. */
export const otherSocketNeeds = [...placeNeeds, 'otherSockets', 'health'] as const;
export type OtherSocketNeed = (typeof otherSocketNeeds)[number];

type SocketFacts = Known<OtherSocketNeed>;

/** Undefined when the app listens on TCP, passes its checks anyway, or has exited. */
export function onlyOtherSockets(seen: SocketFacts): OnlyOtherSockets | undefined {
  const { app, listeners, listenersSince, otherSockets, endpoints, probes, health, at } = seen;
  const isServed = isRunning(app) || otherSockets.some(({ pid }) => pid !== app.pid);
  if (!isServed || app.stopRequestedAt !== undefined) return undefined;
  if (servingListeners(listeners, endpoints).length > 0) return undefined;
  if (endpoints.some(({ port }) => passedSince(probes, port, listenersSince))) return undefined;
  const [endpoint] = endpoints;
  const sockets = otherSockets.filter(({ since }) => at - since >= SETTLED_MS);
  const isLate = health.everHealthy || health.release.state === 'failed';
  return { app, sockets, isLate, ...(endpoint && { endpoint }) };
}
