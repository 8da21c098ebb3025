import { profiles } from '../../core/checks/profiles/profiles.ts';
import type { Settings } from '../../core/checks/settings.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { type Endpoint, type EndpointSource, lowestAsText, sourceWords } from '../../core/facts/endpoint.ts';

/** The endpoint's port and its source, as evidence. */
export const endpointSeen = ({ port, source }: Endpoint): Evidence => ({
  source: source === 'listener' ? '/proc/net/tcp' : 'settings',
  observed: `the endpoint's port is ${port} (${sourceWords[source]})`,
});

/** "443 and 80": sorted as text, as the platform sorts them. */
export function portNames(ports: readonly number[]): string {
  const names = [...new Set(ports)].map(String).sort();
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

type Exposing = Pick<Settings, 'profile' | 'expose'>;

/** The ways to make the platform send its traffic to `port`, one sentence each, best first. `source` is how it chose the current port. */
export function sendTrafficTo(port: number, source: EndpointSource, settings: Exposing): readonly string[] {
  const isExposed = settings.expose.length === 0 || settings.expose.includes(port);
  const choose = [...(isExposed ? [] : [expose(port)]), choosePort(port, settings)];
  if (source === '$PORT')
    return [`Or set \`PORT=${port}\` for the container, the port on which the app listens.`, ...choose];
  if (source !== '--expose') return choose;
  const others = settings.expose.filter((each) => each !== port);
  const lowest = lowestAsText([...others, port]);
  if (lowest === port) return [expose(port)];
  return [
    ...choose,
    `Or expose only port ${port}: of several ports the platform picks the one that sorts first as text, here ${lowest}.`,
  ];
}

/** The step that exposes `port`. */
export const expose = (port: number): string => `Add \`EXPOSE ${port}\` to the Dockerfile and rebuild the image.`;

/** The step that sets the port on the platform. */
export const choosePort = (port: number, { profile }: Pick<Settings, 'profile'>): string =>
  profiles[profile].sendTrafficTo?.(port) ??
  `Send the endpoint's traffic to port ${port}: set the container port on the platform.`;
