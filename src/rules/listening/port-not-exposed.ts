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
    'Some platforms send traffic only to ports that the image exposes (EXPOSE in the Dockerfile), and this endpoint uses another one. ' +
    'If the endpoint has no port set, the platform picks the exposed port that sorts first as text: of 443 and 80 that is 443.',
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
    return `The endpoint's port is ${endpoint.port} (${sourceWords[endpoint.source]}), but the image exposes only ${portNames(settings.expose)} (the platform picks ${picked} by default)${serves}.`;
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
    // Unless a port is set, the platform would pick another port of the list even when this one is in it.
    const add = [expose(port), ...(isChosen ? [] : [choosePort(port, settings)])];
    return served === undefined
      ? add
      : [choosePort(served.port, settings), `Or make the app listen on port ${port}, and expose it.`, ...add];
  },
  example: {
    endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
    settings: { profile: 'aptible', expose: [443, 80] },
    severity: 'error',
  },
});

/** If the checks pass inside the container, only the platform can tell whether the missing EXPOSE matters. */
function severityOf({ profile }: Settings, everHealthy: boolean): Severity {
  const { exposedPorts } = profiles[profile];
  if (exposedPorts === 'ignored') return 'info';
  return exposedPorts === 'required' && !everHealthy ? 'error' : 'warning';
}
