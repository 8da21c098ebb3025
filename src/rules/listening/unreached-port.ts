import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { hostPort } from '../../core/facts/address.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { probeEvidence } from '../shared/last-probe.ts';
import { isServed, listenersSeen, servingListeners } from '../shared/serving.ts';
import { endpointSeen } from './endpoint-port.ts';
import type { PlaceNeed } from './place-needs.ts';

/** An endpoint whose port is open but whose probes are refused: the app listens on another address. */
export interface UnreachedPort {
  readonly endpoint: Endpoint;
  /** The newest probe, which was refused. */
  readonly probe: Probe;
  /** The app's listeners on the port; never empty. */
  readonly listeners: readonly Listener[];
  /** Since when the listeners have not changed. */
  readonly since: Instant;
}

// A listener that is closing refuses too; the scan that the probe triggers shows that it is gone.
const LOOK_AGAIN_MS = 500;

/** The endpoints that have refused every probe since the listeners last changed. */
export function unreachedPorts(seen: Known<PlaceNeed>): readonly UnreachedPort[] {
  const { app, listenersSince: since, endpoints, probes, at } = seen;
  if (!isServed(app, seen.listeners)) return [];
  const serving = servingListeners(seen.listeners, endpoints);
  return endpoints.flatMap((endpoint) => {
    const listeners = serving.filter(({ port }) => port === endpoint.port);
    const asked = probes.filter((probe) => probe.endpoint.port === endpoint.port && probe.at >= since);
    const [first] = asked;
    const probe = asked.at(-1);
    const isRefused = asked.every(({ outcome }) => outcome.kind === 'refused');
    if (listeners.length === 0 || first === undefined || probe === undefined) return [];
    return isRefused && at - first.at >= LOOK_AGAIN_MS ? [{ endpoint, probe, listeners, since }] : [];
  });
}

/** As evidence: where the app listens, and that the probe was refused. */
export const unreachedSeen = ({ listeners, endpoint, probe, since }: UnreachedPort): readonly Evidence[] => [
  ...listenersSeen(listeners, since, () => hostPort('0.0.0.0', endpoint.port)),
  endpointSeen(endpoint),
  probeEvidence(probe, 'a response'),
];

/** Whether the listener accepts IPv4 connections from outside this container. */
export const takesIpv4 = ({ family, scope, address }: Listener): boolean =>
  scope !== 'loopback' && (family === 'ipv4' || address.startsWith('::ffff:'));
