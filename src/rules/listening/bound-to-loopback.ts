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

/** Listeners that nothing outside the container can reach, where one is needed that it can. */
interface LoopbackOnly {
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

type Finding = LoopbackOnly & ConfiguredApp;

export default defineRule({
  code: 'bound-to-loopback',
  title: 'The app listens on loopback only',
  stage: 'address',
  needs: placeNeeds,
  assumes: { ...unforeseen, ...configured.standIns },
  explains: ['wrong-port', ...NO_SERVICE],
  meaning:
    'The app listens on 127.0.0.1 or ::1 (localhost), which only programs in the same container can reach. ' +
    'The health check and all traffic come from outside and are refused. Most servers listen on all interfaces when they are bound to 0.0.0.0.',
  when(known): Finding | undefined {
    const found = loopbackOnly(known);
    return found && { ...found, ...configured.app(known) };
  },
  severity: ({ severity }) => severity,
  summary({ listeners, endpoint, port }) {
    const only = `The app listens on ${listenerNames(listeners)} only,`;
    if (endpoint === undefined) return `${only} so nothing outside this container can reach it: it needs 0.0.0.0.`;
    return listeners.some((listener) => listener.port === port)
      ? `${only} so nothing outside this container can reach it: the endpoint's port ${port} needs 0.0.0.0.`
      : `${only} which nothing outside this container can reach, and the endpoint's port is ${port}: it needs 0.0.0.0:${port}.`;
  },
  evidence: ({ listeners, endpoint, since, refused }) => [
    ...listenersSeen(listeners, since, ({ port }) => hostPort('0.0.0.0', endpoint?.port ?? port)),
    ...(endpoint ? [endpointSeen(endpoint)] : []),
    ...refused,
  ],
  remedy: ({ port, ...listening }) => [
    listeningServer(listening).bindAll(port),
    `Or put a front server into the container that listens on 0.0.0.0:${port} and forwards to the app.`,
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

/** Judged by port: a loopback listener beside a reachable one on the endpoint's port is nobody's fault (Caddy's admin API, Varnish's console). */
function loopbackOnly(seen: PlaceFacts): LoopbackOnly | undefined {
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
