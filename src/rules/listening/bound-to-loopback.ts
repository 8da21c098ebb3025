import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { Instant } from '../../core/clock.ts';
import type { Evidence, Severity } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { hostPort } from '../../core/facts/address.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Listener } from '../../core/facts/listener.ts';
import { listenerNames } from '../../core/facts/survivors.ts';
import { type ConfiguredApp, configured } from '../shared/configured.ts';
import { exampleListener } from '../shared/example-facts.ts';
import { listeningServer } from '../shared/listening-server.ts';
import {
  isFromOutside,
  isServed,
  listenersSeen,
  passedSince,
  refusalSeen,
  servingListeners,
} from '../shared/serving.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { endpointSeen } from './endpoint-port.ts';
import { isLastWord, isSettled } from './listeners-settled.ts';
import { type FinalPlaceNeed, placeNeeds, unforeseen } from './place-needs.ts';

/** Listeners that nothing outside the container can reach, where a reachable one is needed. */
interface LoopbackOnly {
  /** Never empty. */
  readonly listeners: readonly [Listener, ...Listener[]];
  /** Undefined when no port is known: several are in use, and no setting names one. */
  readonly endpoint?: Endpoint;
  /** Where a reachable listener is needed: the endpoint's port, or the first in use. */
  readonly port: number;
  readonly severity: Severity;
  /** Since when the listeners have not changed. */
  readonly since: Instant;
  /** The probe that the port refused, if it did. */
  readonly refused: readonly Evidence[];
}

type Finding = LoopbackOnly & ConfiguredApp;

export default defineRule({
  code: 'bound-to-loopback',
  title: 'The app listens on loopback only',
  stage: 'address',
  needs: placeNeeds,
  assumes: { ...unforeseen, ...configured.standIns },
  explains: ['wrong-port', ...NO_SERVICE],
  meaning:
    'The app listens on localhost (127.0.0.1 or ::1), which only programs in the same container can reach. ' +
    'Health checks and traffic come from outside, so the kernel refuses them. Most servers listen on every interface when you bind them to 0.0.0.0.',
  when(known): Finding | undefined {
    const found = loopbackOnly(known);
    return found && { ...found, ...configured.app(known) };
  },
  severity: ({ severity }) => severity,
  summary({ listeners, endpoint, port }) {
    const only = `The app listens only on ${listenerNames(listeners)},`;
    if (endpoint === undefined) return `${only} so nothing outside this container can reach it.`;
    return listeners.some((listener) => listener.port === port)
      ? `${only} so nothing outside this container can reach the endpoint's port ${port}.`
      : `${only} which nothing outside this container can reach, but the endpoint needs 0.0.0.0:${port}.`;
  },
  evidence: ({ listeners, endpoint, since, refused }) => [
    ...listenersSeen(listeners, since, ({ port }) => hostPort('0.0.0.0', endpoint?.port ?? port)),
    ...(endpoint ? [endpointSeen(endpoint)] : []),
    ...refused,
  ],
  remedy: ({ port, ...listening }) => [
    listeningServer(listening).bindAll(port),
    `Or add a front server to the container that listens on 0.0.0.0:${port} and forwards to the app.`,
  ],
  example: {
    app: { command: ['gunicorn', 'app:app'], pid: 7, startedAt: 0 },
    listeners: [exampleListener('127.0.0.1', 8000, 7, ['gunicorn', 'app:app'])],
    endpoint: { port: 8000, protocol: 'http', source: '--expose' },
    port: 8000,
    severity: 'error',
    since: 1_000,
    refused: [],
  },
});

type PlaceFacts = Known<FinalPlaceNeed>;

/** Judged by port: a loopback listener next to a reachable one on the endpoint's port is harmless (Caddy's admin API, Varnish's console). */
function loopbackOnly(seen: PlaceFacts): LoopbackOnly | undefined {
  const { app, listeners, listenersSince, probes } = seen;
  const found = isServed(app, listeners) ? (atEndpoint(seen) ?? elsewhere(seen)) : undefined;
  const [first, ...rest] = found?.listeners ?? [];
  if (found === undefined || first === undefined) return undefined;
  const { endpoint, isFinal } = found;
  const port = endpoint?.port ?? first.port;
  const passed = passedSince(probes, port, listenersSince);
  if (passed && isFromOutside(passed)) return undefined;
  // A container with no other address is probed over loopback, and some profiles send no request: the checks pass, but no traffic arrives.
  const passesHere = passed !== undefined || checksProcessOnly(seen.settings);
  const severity = isFinal ? (passesHere ? 'warning' : 'error') : 'info';
  const refused = refusalSeen(probes, port);
  return { listeners: [first, ...rest], port, severity, since: listenersSince, refused, ...(endpoint && { endpoint }) };
}

interface FoundListeners {
  readonly listeners: readonly Listener[];
  readonly endpoint?: Endpoint;
  /** Whether no better listener will follow: the endpoint's port is in use, or the app has had its time. */
  readonly isFinal: boolean;
}

function atEndpoint(seen: PlaceFacts): FoundListeners | undefined {
  const serving = servingListeners(seen.listeners, seen.endpoints);
  const found = seen.endpoints.map((endpoint) => ({
    endpoint,
    listeners: serving.filter(({ port }) => port === endpoint.port),
    isFinal: endpoint.source === 'listener' ? isSettled(seen, serving) : isLastWord(seen, serving),
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
