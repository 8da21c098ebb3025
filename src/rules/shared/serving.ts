import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { scopeOf } from '../../core/facts/address.ts';
import { type App, isRunning } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import { appListeners, type Listener, listenerName } from '../../core/facts/listener.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { isAside, isTools } from '../../core/facts/side-ports.ts';
import { probeEvidence } from './last-probe.ts';

/** How long the set of listeners must be unchanged before it counts as final: a server may open its admin port first. */
export const SETTLED_MS = 2_000;

// Docker puts its name server into the container's network, at this address and any port. A process outside holds it.
const DOCKER_DNS = '127.0.0.11';

/** The app's listeners that may serve traffic: without Docker's name server, and without debugger and metrics ports unless the endpoint uses them. */
export function servingListeners(listeners: readonly Listener[], endpoints: readonly Endpoint[]): readonly Listener[] {
  const wanted = endpoints.filter(({ source }) => source !== 'listener').map(({ port }) => port);
  const isSide = (listener: Listener): boolean =>
    !wanted.includes(listener.port) && (isTools(listener) || (wanted.length > 0 && isAside(listener)));
  const isDns = ({ address, owner }: Listener): boolean => address === DOCKER_DNS && owner === 'unknown';
  return appListeners(listeners).filter((listener) => !isSide(listener) && !isDns(listener));
}

/**
 * Whether a process of the app can serve: its command runs, or a process that it left behind listens.
 * Not after a stop request: listeners then close one by one.
 */
export function isServed(app: App, listeners: readonly Listener[]): boolean {
  if (app.stopRequestedAt !== undefined) return false;
  return isRunning(app) || listeners.some(({ owner, pid }) => owner === 'app' && pid !== undefined && pid !== app.pid);
}

/** The newest probe of the port if it passed after `since`: then /proc does not show everything (a redirection, another namespace). */
export function passedSince(probes: readonly Probe[], port: number, since: Instant): Probe | undefined {
  const last = probes.findLast((probe) => probe.endpoint.port === port);
  return last?.passed && last.at >= since ? last : undefined;
}

/** Whether the probe went the way of outside traffic, not over loopback. */
export const isFromOutside = (probe: Probe): boolean => scopeOf(probe.address) !== 'loopback';

/** A listener as evidence. */
export function listenerSeen(listener: Listener, at?: Instant, expected?: string): Evidence {
  const { pid, command = [] } = listener;
  const owner = [...(pid === undefined ? [] : [`pid ${pid}`]), ...(command.length > 0 ? [commandWords(command)] : [])];
  const name = listenerName(listener);
  return {
    source: listener.family === 'ipv6' ? '/proc/net/tcp6' : '/proc/net/tcp',
    observed: owner.length === 0 ? name : `${name} (${owner.join(', ')})`,
    ...(at !== undefined && { at }),
    ...(expected !== undefined && { expected }),
  };
}

const MAX_SEEN = 4;

/** The first few listeners as evidence, each with what is expected instead. */
export const listenersSeen = (
  listeners: readonly Listener[],
  at: Instant,
  expected: (listener: Listener) => string,
): readonly Evidence[] => listeners.slice(0, MAX_SEEN).map((each) => listenerSeen(each, at, expected(each)));

/** The newest probe of the port as evidence, if it was refused. */
export function refusalSeen(probes: readonly Probe[], port: number): readonly Evidence[] {
  const last = probes.findLast((probe) => probe.endpoint.port === port);
  return last?.outcome.kind === 'refused' ? [probeEvidence(last, 'a response')] : [];
}
