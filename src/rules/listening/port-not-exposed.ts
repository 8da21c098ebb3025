import { profiles } from '../../core/checks/profiles/profiles.ts';
import type { Settings } from '../../core/checks/settings.ts';
import type { Severity } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { type Endpoint, lowestAsText, sourceWords } from '../../core/facts/endpoint.ts';
import type { Listener } from '../../core/facts/listener.ts';
import { listenerSeen, servingListeners } from '../shared/serving.ts';
import { choosePort, endpointSeen, expose, portNames } from './endpoint-port.ts';

interface Finding {
  readonly endpoint: Endpoint;
  readonly settings: Pick<Settings, 'profile' | 'expose'>;
  /** Where the app listens on an exposed port. */
  readonly served?: Listener;
  readonly severity: Severity;
}

export default defineRule({
  code: 'port-not-exposed',
  title: "The endpoint's port is not exposed by the image",
  stage: 'port',
  needs: ['endpoints', 'health'],
  assumes: { listeners: [] },
  explains: ['wrong-port'],
  meaning:
    'The platform may send traffic only to ports that the image exposes (EXPOSE in the Dockerfile), and this endpoint names another one. ' +
    'When no port was chosen for the endpoint, the platform takes the lowest exposed port as text: of 443 and 80 that is 443.',
  when({ endpoints, listeners, health, settings }): Finding | undefined {
    const { expose: exposed } = settings;
    const endpoint = exposed.length > 0 ? endpoints.find(({ port }) => !exposed.includes(port)) : undefined;
    if (endpoint === undefined) return undefined;
    const served = servingListeners(listeners, endpoints).find(
      ({ port, scope }) => scope !== 'loopback' && exposed.includes(port),
    );
    return { endpoint, settings, severity: severityOf(settings, health.everHealthy), ...(served && { served }) };
  },
  severity: ({ severity }) => severity,
  summary({ endpoint, settings, served }) {
    const picked = lowestAsText(settings.expose);
    const serves = served === undefined ? '' : `, and the app listens on the exposed port ${served.port}`;
    return `The endpoint sends its traffic to port ${endpoint.port} (${sourceWords[endpoint.source]}), but the image exposes only ${portNames(settings.expose)}, of which the platform by itself would choose ${picked}${serves}.`;
  },
  evidence: ({ endpoint, settings, served }) => [
    {
      source: 'settings',
      expected: `${endpoint.port} among the exposed ports`,
      observed: `the image exposes ${portNames(settings.expose)}`,
    },
    endpointSeen(endpoint),
    ...(served ? [listenerSeen(served)] : []),
  ],
  remedy({ endpoint, settings, served }) {
    const { port } = endpoint;
    const isChosen = lowestAsText([...settings.expose, port]) === port;
    // Without a choice of its own the endpoint would go to another port of the list also when this one is in it.
    const add = [expose(port), ...(isChosen ? [] : [choosePort(port, settings)])];
    return served === undefined
      ? add
      : [choosePort(served.port, settings), `Or let the app listen on port ${port}, and expose it.`, ...add];
  },
  example: {
    endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
    settings: { profile: 'aptible', expose: [443, 80] },
    severity: 'error',
  },
});

/** Where the checks pass from in here, only the platform can tell whether it minds. */
function severityOf({ profile }: Settings, everHealthy: boolean): Severity {
  const { exposedPorts } = profiles[profile];
  if (exposedPorts === 'ignored') return 'info';
  return exposedPorts === 'required' && !everHealthy ? 'error' : 'warning';
}
