import { hostPort, scopeOf } from './address.ts';
import { type App, isRunning } from './app.ts';
import type { Instant } from './clock.ts';
import type { Evidence } from './diagnosis.ts';
import type { Endpoint } from './endpoint.ts';
import { appListeners, type Listener, listenerName } from './listener.ts';
import type { Probe } from './probe.ts';

/** How long the set of listeners must have stood before it counts as final: a server may open its admin port first. */
export const SETTLED_MS = 2_000;

/** Ports that tools open for themselves, by what they are: they say nothing of where the app serves. */
const SIDE_PORTS: Readonly<Record<number, string>> = {
  2019: "Caddy's admin API",
  4369: "Erlang's port mapper",
  5005: "Java's debugger",
  5678: "Python's debugger",
  9229: "Node's inspector",
};

// Docker puts its name server into the container's network, at this address and a port of any number, held by a process outside.
const DOCKER_DNS = '127.0.0.11';

/** The app's listeners that may serve traffic: without debuggers and the like, unless the endpoint is there, and without Docker's name server. */
export function servingListeners(listeners: readonly Listener[], endpoints: readonly Endpoint[]): readonly Listener[] {
  const isWanted = (port: number): boolean =>
    endpoints.some((endpoint) => endpoint.port === port && endpoint.source !== 'the only listener');
  return appListeners(listeners).filter(
    ({ port, address, owner }) =>
      (SIDE_PORTS[port] === undefined || isWanted(port)) && !(address === DOCKER_DNS && owner === 'unknown'),
  );
}

/** Whether someone of the app is there to serve: its command runs, or a process that it left behind listens. */
export const isServed = (app: App, listeners: readonly Listener[]): boolean =>
  isRunning(app) || listeners.some(({ owner, pid }) => owner === 'app' && pid !== undefined && pid !== app.pid);

/** Whether a probe from outside passed on the port after `since`: then /proc does not show all (a redirection, another namespace). */
export function isReached(probes: readonly Probe[], port: number, since: Instant): boolean {
  const last = probes.findLast((probe) => probe.endpoint.port === port);
  return last?.passed === true && last.at >= since && scopeOf(last.address) !== 'loopback';
}

/** A listener as evidence. */
export function listenerSeen(listener: Listener, at: Instant, expected?: string): Evidence {
  const who = [listener.pid === undefined ? '' : `pid ${listener.pid}`, listener.command?.join(' ').slice(0, 120) ?? ''];
  const owner = who.filter((words) => words !== '').join(', ');
  return {
    source: listener.family === 'ipv6' ? '/proc/net/tcp6' : '/proc/net/tcp',
    observed: owner === '' ? listenerName(listener) : `${listenerName(listener)} (${owner})`,
    at,
    ...(expected !== undefined && { expected }),
  };
}

/** The last probe of the port as evidence, when it was refused. */
export function refusalSeen(probes: readonly Probe[], port: number): readonly Evidence[] {
  const last = probes.findLast((probe) => probe.endpoint.port === port);
  if (last?.outcome.kind !== 'refused') return [];
  return [{ source: 'probe', observed: `${hostPort(last.address, port)} refused the connection`, at: last.at }];
}

/** Where the endpoint's port was learnt, as evidence. */
export const endpointSeen = ({ port, source }: Endpoint): Evidence => ({
  source: source === 'the only listener' ? '/proc/net/tcp' : 'settings',
  observed: `the endpoint's port is ${port}, by ${source}`,
});
