import type { Instant } from '../core/clock.ts';
import { hostPort, unmapped } from '../core/facts/address.ts';
import type { App } from '../core/facts/app.ts';
import { noConf } from '../core/facts/gunicorn-conf.ts';
import type { Listener } from '../core/facts/listener.ts';
import type { Probe } from '../core/facts/probe.ts';
import { endpointSeen } from '../core/findings/endpoint-port.ts';
import { exampleListener } from '../core/findings/example-facts.ts';
import { exampleProbe } from '../core/findings/example-probe.ts';
import { probeEvidence } from '../core/findings/last-probe.ts';
import { refinedBy } from '../core/findings/optional-facts.ts';
import { listenerSeen } from '../core/findings/serving.ts';
import { listenerNames } from '../core/findings/survivors.ts';
import { type UnreachedPort, unreachedPorts } from '../core/findings/unreached-port.ts';
import { defineRule } from '../core/rule.ts';
import type { Configured } from '../remedies/gunicorn-given.ts';
import { recognise } from '../remedies/recognise.ts';

interface Finding extends UnreachedPort {
  readonly app: App;
  readonly configured?: Configured;
  readonly since: Instant;
}

type Needed = 'app' | 'listeners' | 'listenersSince' | 'endpoints' | 'probes' | 'environment' | 'gunicornConf';

const rule = defineRule<Needed, Finding>({
  code: 'bound-to-one-address',
  title: "The app listens on one address that is not the endpoint's",
  stage: 'port',
  severity: 'error',
  needs: ['app', 'listeners', 'listenersSince', 'endpoints', 'probes', 'environment', 'gunicornConf'],
  explains: ['not-listening', 'slow-boot', 'runtime-check-failing', 'no-response'],
  meaning:
    'The app is bound to one particular address, and the check and the traffic come to another address of the container. ' +
    'Addresses of containers change with every start: a server that is bound to 0.0.0.0 takes connections on all of them.',
  when(known) {
    const { app, listenersSince: since, environment, gunicornConf } = known;
    const found = unreachedPorts(known).find(isElsewhere);
    return found && { ...found, app, configured: { environment, gunicornConf }, since };
  },
  summary: ({ listeners, endpoint, probe }) =>
    `The app listens on ${listenerNames(listeners)} only, and the check of ${hostPort(probe.address, endpoint.port)}, the container's own address, was refused: it needs 0.0.0.0:${endpoint.port}.`,
  evidence: ({ listeners, endpoint, probe, since }) => [
    ...listeners.slice(0, 4).map((each) => listenerSeen(each, since, hostPort('0.0.0.0', endpoint.port))),
    endpointSeen(endpoint),
    probeEvidence(probe, 'an answer'),
  ],
  remedy: ({ app, configured, listeners, endpoint }) => [
    recognise({
      ...configured,
      commands: [...listeners.map(({ command }) => command ?? []), app.command],
    }).server.bindAll(endpoint.port),
    'Take the address out of the configuration or the environment (HOST, HOSTNAME, a name in /etc/hosts) that it comes from.',
  ],
  example: {
    app: { command: ['gunicorn', '--bind', '172.17.0.9:8000', 'app:app'], pid: 7, startedAt: 0 },
    endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
    listeners: [exampleListener('172.17.0.9', 8000, 7, ['gunicorn', '--bind', '172.17.0.9:8000', 'app:app'])],
    probe: exampleProbe({ kind: 'refused' }),
    since: 1_000,
  },
});

export default refinedBy({ environment: {}, gunicornConf: noConf }, rule);

/** No listener is open to everyone, and one is bound to an address that others could reach, which is not the probed one. */
function isElsewhere({ probe, listeners }: UnreachedPort): boolean {
  const isOpen = listeners.some(({ scope }) => scope === 'any');
  return !isOpen && listeners.some(({ scope }) => scope === 'specific') && !listeners.some((each) => isAt(each, probe));
}

const isAt = ({ address }: Listener, probe: Pick<Probe, 'address'>): boolean =>
  unmapped(address) === unmapped(probe.address);
