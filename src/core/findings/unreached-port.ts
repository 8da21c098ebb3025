import type { Endpoint } from '../facts/endpoint.ts';
import type { Listener } from '../facts/listener.ts';
import type { Probe } from '../facts/probe.ts';
import type { Known } from '../rule.ts';
import { isServed, servingListeners } from './serving.ts';

/** An endpoint whose port is open, and whose probes are refused all the same: the address is the difference. */
export interface UnreachedPort {
  readonly endpoint: Endpoint;
  /** The newest probe, which was refused. */
  readonly probe: Probe;
  /** The app's listeners on the port; never empty. */
  readonly listeners: readonly Listener[];
}

// A listener that closes just now is refused too; the look that the probe wakes shows that it is gone.
const LOOK_AGAIN_MS = 500;

/** The endpoints that were refused at every probe since the listeners stand as they do. */
export function unreachedPorts(
  seen: Known<'app' | 'listeners' | 'listenersSince' | 'endpoints' | 'probes'>,
): readonly UnreachedPort[] {
  const { app, listenersSince, endpoints, probes, at } = seen;
  if (!isServed(app, seen.listeners)) return [];
  const serving = servingListeners(seen.listeners, endpoints);
  return endpoints.flatMap((endpoint) => {
    const listeners = serving.filter(({ port }) => port === endpoint.port);
    const since = probes.filter((probe) => probe.endpoint.port === endpoint.port && probe.at >= listenersSince);
    const [first] = since;
    const probe = since.at(-1);
    const isRefused = since.every(({ outcome }) => outcome.kind === 'refused');
    if (listeners.length === 0 || first === undefined || probe === undefined) return [];
    return isRefused && at - first.at >= LOOK_AGAIN_MS ? [{ endpoint, probe, listeners }] : [];
  });
}

/** Whether the listener takes IPv4 connections from outside this container. */
export const takesIpv4 = ({ family, scope, address }: Listener): boolean =>
  scope !== 'loopback' && (family === 'ipv4' || address.startsWith('::ffff:'));
