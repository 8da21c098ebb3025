import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { Settings } from '../../core/checks/settings.ts';
import type { Instant } from '../../core/clock.ts';
import type { Evidence, Severity } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { type Endpoint, sourceWords } from '../../core/facts/endpoint.ts';
import type { Listener } from '../../core/facts/listener.ts';
import { isByNumberAside } from '../../core/facts/side-ports.ts';
import { listenerNames } from '../../core/facts/survivors.ts';
import { onAnotherPort } from '../../remedies/another-port.ts';
import { type ConfiguredApp, configured } from '../shared/configured.ts';
import { exampleListener } from '../shared/example-facts.ts';
import { listeningServer } from '../shared/listening-server.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { isServed, listenersSeen, passedSince, refusalSeen, servingListeners } from '../shared/serving.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { endpointSeen, sendTrafficTo } from './endpoint-port.ts';
import { isSettled } from './listeners-settled.ts';
import { type FinalPlaceNeed, placeNeeds, unforeseen } from './place-needs.ts';

/** An endpoint that the app does not serve, and where the app is reachable instead. */
interface Elsewhere {
  readonly endpoint: Endpoint;
  /** Never empty; those on another endpoint's port only when there is no other. */
  readonly listeners: readonly [Listener, ...Listener[]];
  readonly severity: Severity;
  /** Since when the listeners have not changed. */
  readonly since: Instant;
  /** The probe that the endpoint's port refused, if it did. */
  readonly refused: readonly Evidence[];
}

interface Finding extends Elsewhere, ConfiguredApp {
  readonly settings: Pick<Settings, 'profile' | 'port' | 'expose'>;
}

export default defineRule({
  code: 'wrong-port',
  title: 'The app listens on a different port from the endpoint',
  stage: 'port',
  needs: placeNeeds,
  assumes: { ...unforeseen, ...configured.standIns },
  explains: NO_SERVICE,
  meaning:
    'The app is reachable, but not on the port to which the platform sends its checks and traffic. ' +
    'Either the app ignores $PORT and picks its own port, or the endpoint uses another port, for example because the image exposes several. ' +
    'Both must use the same port.',
  when(known): Finding | undefined {
    const found = elsewhereOf(known);
    return found && { ...found, ...configured.app(known), settings: known.settings };
  },
  severity: ({ severity }) => severity,
  confidence: ({ listeners }) =>
    listeners.some((listener) => listener.owner === 'unknown' || isByNumberAside(listener)) ? 'likely' : 'certain',
  summary({ listeners, endpoint: { port, source }, settings }) {
    const follows = followsPort(listeners, settings) ? ', as $PORT says' : '';
    const ignores = settings.port === port ? ' and ignores $PORT' : '';
    return `The app listens on ${listenerNames(listeners)}${follows}${ignores}, but the endpoint's port is ${port} (${sourceWords[source]}).`;
  },
  evidence: ({ listeners, endpoint, settings, since, refused }) => [
    ...listenersSeen(listeners, since, () => `a listener on port ${endpoint.port}`),
    endpointSeen(endpoint),
    ...(settings.port === undefined ? [] : [{ source: 'environment', observed: `PORT=${settings.port}` }]),
    ...refused,
  ],
  remedy({ endpoint, settings, ...listening }) {
    const { listeners } = listening;
    const server = listeningServer(listening);
    const isPort = settings.port === undefined || settings.port === endpoint.port;
    const inApp = isPort ? server.setPort(endpoint.port) : onAnotherPort(server, endpoint.port);
    const atPlatform = sendTrafficTo(listeners[0].port, endpoint.source, settings);
    return followsPort(listeners, settings) ? [...atPlatform, inApp] : [inApp, ...atPlatform];
  },
  example: {
    app: { command: ['node', 'server.js'], pid: 7, startedAt: 0 },
    listeners: [exampleListener('0.0.0.0', 3000, 7, ['node', 'server.js'])],
    endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
    settings: { profile: 'aptible', port: 8000, expose: [] },
    severity: 'error',
    since: 1_000,
    refused: [],
  },
});

const followsPort = (listeners: Elsewhere['listeners'], { port }: Pick<Settings, 'port'>): boolean =>
  listeners.some((listener) => listener.port === port);

/** Undefined when every endpoint has its listener or passes its check anyway, and when the app is not reachable at all. */
function elsewhereOf(seen: Known<FinalPlaceNeed>): Elsewhere | undefined {
  const { app, listenersSince, endpoints, probes, settings } = seen;
  if (!isServed(app, seen.listeners)) return undefined;
  const usual = servingListeners(seen.listeners, endpoints);
  const serving = usual.length > 0 ? usual : loneListeners(seen);
  const isTaken = (port: number): boolean => serving.some((listener) => listener.port === port);
  const endpoint = endpoints.find(({ port }) => !isTaken(port) && !passedSince(probes, port, listenersSince));
  const reachable = serving.filter(({ scope }) => scope !== 'loopback');
  const unclaimed = reachable.filter(({ port }) => !endpoints.some((each) => each.port === port));
  const [first, ...rest] = unclaimed.length > 0 ? unclaimed : reachable;
  if (endpoint === undefined || first === undefined) return undefined;
  const severity = isSettled(seen, serving) ? (checksProcessOnly(settings) ? 'warning' : 'error') : 'info';
  // The holder of a new socket is known a moment later, and may be another program.
  if (severity === 'info' && serving.some(({ owner }) => owner === 'unknown')) return undefined;
  const refused = refusalSeen(probes, endpoint.port);
  return { endpoint, listeners: [first, ...rest], severity, since: listenersSince, refused };
}

/** Longer starts are rare. */
const LONE_MS = 20_000;

/** Listeners on the default ports of metrics exporters, if the app has opened no other for a while: then it serves there. */
function loneListeners({ at, listeners, listenersSince, settings }: Known<FinalPlaceNeed>): readonly Listener[] {
  if (at - listenersSince < Math.min(LONE_MS, usualStartMs(settings))) return [];
  return listeners.filter((listener) => listener.owner === 'app' && isByNumberAside(listener));
}
