import { defineRule } from '../../core/diagnosis/rule.ts';
import { hostPort, unmapped } from '../../core/facts/address.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { listenerNames } from '../../core/facts/survivors.ts';
import { type ConfiguredApp, configured } from '../shared/configured.ts';
import { exampleListener, exampleProbe } from '../shared/example-facts.ts';
import { listeningServer } from '../shared/listening-server.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';
import { placeNeeds } from './place-needs.ts';
import { type UnreachedPort, unreachedPorts, unreachedSeen } from './unreached-port.ts';

type Finding = UnreachedPort & ConfiguredApp;

export default defineRule({
  code: 'bound-to-one-address',
  title: "The app listens on one address that is not the endpoint's",
  stage: 'address',
  severity: 'error',
  needs: placeNeeds,
  assumes: configured.standIns,
  explains: NO_SERVICE,
  meaning:
    'The app is bound to one address, but health checks and traffic go to another address of the container. ' +
    'Container addresses change with every start. A server that is bound to 0.0.0.0 accepts connections on all of them.',
  when(known): Finding | undefined {
    const found = unreachedPorts(known).find(isElsewhere);
    return found && { ...found, ...configured.app(known) };
  },
  summary: ({ listeners, endpoint, probe }) =>
    `The app listens only on ${listenerNames(listeners)}, so the check of the container's own address, ${hostPort(probe.address, endpoint.port)}, was refused.`,
  evidence: unreachedSeen,
  remedy: ({ endpoint, ...listening }) => [
    listeningServer(listening).bindAll(endpoint.port),
    'Remove the address from where it is set: the configuration, the environment (HOST, HOSTNAME), or a name in /etc/hosts.',
  ],
  example: {
    app: { command: ['gunicorn', '--bind', '172.17.0.9:8000', 'app:app'], pid: 7, startedAt: 0 },
    endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
    listeners: [exampleListener('172.17.0.9', 8000, 7, ['gunicorn', '--bind', '172.17.0.9:8000', 'app:app'])],
    probe: exampleProbe({ kind: 'refused' }),
    since: 1_000,
  },
});

/** No listener is open on every address, and one is bound to a reachable address that is not the probed one. */
function isElsewhere({ probe, listeners }: UnreachedPort): boolean {
  const isOpen = listeners.some(({ scope }) => scope === 'any');
  return !isOpen && listeners.some(({ scope }) => scope === 'specific') && !listeners.some((each) => isAt(each, probe));
}

const isAt = ({ address }: Listener, probe: Pick<Probe, 'address'>): boolean =>
  unmapped(address) === unmapped(probe.address);
