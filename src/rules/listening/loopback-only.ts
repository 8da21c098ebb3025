import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { Instant } from '../../core/clock.ts';
import type { Evidence, Severity } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Listener } from '../../core/facts/listener.ts';
import { isFromOutside, isServed, passedSince, refusalSeen, servingListeners } from '../shared/serving.ts';
import { isSettled } from './listeners-settled.ts';
import type { FinalPlaceNeed } from './place-needs.ts';

/** Listeners that nothing outside the container can reach, where one is needed that it can. */
export interface LoopbackOnly {
  /** Never empty. */
  readonly listeners: readonly [Listener, ...Listener[]];
  /** Undefined when no port is known: several are in use, and no setting names one. */
  readonly endpoint?: Endpoint;
  /** Where a reachable listener is needed: the endpoint's port, or the first in use. */
  readonly port: number;
  readonly severity: Severity;
  /** How long the listeners stand as they do. */
  readonly since: Instant;
  /** That the port was refused, when it was. */
  readonly refused: readonly Evidence[];
}

type PlaceFacts = Known<FinalPlaceNeed>;

/** Judged by port: a loopback listener beside a reachable one on the endpoint's port is nobody's fault (Caddy's admin API, Varnish's console). */
export function loopbackOnly(seen: PlaceFacts): LoopbackOnly | undefined {
  const { app, listeners, listenersSince, probes } = seen;
  const found = isServed(app, listeners) ? (atEndpoint(seen) ?? elsewhere(seen)) : undefined;
  const [first, ...rest] = found?.listeners ?? [];
  if (found === undefined || first === undefined) return undefined;
  const { endpoint, isFinal } = found;
  const port = endpoint?.port ?? first.port;
  const passed = passedSince(probes, port, listenersSince);
  if (passed && isFromOutside(passed)) return undefined;
  // A container without another address is asked over loopback, and a profile may ask nothing: the checks pass, traffic does not.
  const passesHere = passed !== undefined || checksProcessOnly(seen.settings);
  const severity = isFinal ? (passesHere ? 'warning' : 'error') : 'info';
  const refused = refusalSeen(probes, port);
  return { listeners: [first, ...rest], port, severity, since: listenersSince, refused, ...(endpoint && { endpoint }) };
}

interface FoundListeners {
  readonly listeners: readonly Listener[];
  readonly endpoint?: Endpoint;
  /** Whether no better listener is to be expected: the endpoint's port is taken, or the app had its time. */
  readonly isFinal: boolean;
}

function atEndpoint(seen: PlaceFacts): FoundListeners | undefined {
  const serving = servingListeners(seen.listeners, seen.endpoints);
  const found = seen.endpoints.map((endpoint) => ({
    endpoint,
    listeners: serving.filter(({ port }) => port === endpoint.port),
    isFinal: endpoint.source !== 'listener' || isSettled(seen, serving),
  }));
  return found.find(({ listeners }) => listeners.length > 0 && listeners.every(isLoopback));
}

function elsewhere(seen: PlaceFacts): FoundListeners | undefined {
  const listeners = servingListeners(seen.listeners, seen.endpoints);
  const [endpoint] = seen.endpoints;
  return listeners.every(isLoopback)
    ? { listeners, isFinal: isSettled(seen, listeners), ...(endpoint && { endpoint }) }
    : undefined;
}

const isLoopback = ({ scope }: Listener): boolean => scope === 'loopback';
