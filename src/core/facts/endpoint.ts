import { appListeners, type Listener } from './listener.ts';

/** The protocol of an endpoint's traffic. */
export type Protocol = 'http' | 'tls' | 'tcp';

/** The source of the endpoint's port; the first of these that is set counts. */
export type EndpointSource = '--endpoint' | '$PORT' | '--expose' | 'listener';

/** A port on which the platform sends traffic to the app. */
export interface Endpoint {
  readonly port: number;
  readonly protocol: Protocol;
  readonly source: EndpointSource;
}

/** The settings that name endpoints. */
export interface EndpointSettings {
  readonly endpoints: readonly Omit<Endpoint, 'source'>[];
  readonly port?: number;
  readonly expose: readonly number[];
}

/** The port that comes first as *text*, as the platform compares them: 443 before 80. */
export const lowestAsText = (ports: readonly number[]): number | undefined =>
  [...ports].map(String).sort().map(Number)[0];

/** The endpoints from the settings alone; empty when only the app's listeners can show them. */
export function configuredEndpoints(settings: EndpointSettings): readonly Endpoint[] {
  if (settings.endpoints.length > 0) return settings.endpoints.map((e) => ({ ...e, source: '--endpoint' }));
  if (settings.port !== undefined) return [{ port: settings.port, protocol: 'http', source: '$PORT' }];
  const lowest = lowestAsText(settings.expose);
  return lowest === undefined ? [] : [{ port: lowest, protocol: 'http', source: '--expose' }];
}

/** The setting that assigns a port to the app, even if another setting names the endpoint; undefined when none does. */
export function claimOn(port: number, settings: EndpointSettings): Exclude<EndpointSource, 'listener'> | undefined {
  if (settings.endpoints.some((endpoint) => endpoint.port === port)) return '--endpoint';
  if (settings.port === port) return '$PORT';
  return settings.expose.includes(port) ? '--expose' : undefined;
}

/**
 * The endpoints from the settings, else the app's only port; empty when it has no port yet, or several. `released` is the port whose
 * release check has passed: it stays the endpoint if the app opens more ports later, or closes its own.
 */
export function endpointsOf(
  settings: EndpointSettings,
  listeners: readonly Listener[],
  released?: number,
): readonly Endpoint[] {
  const configured = configuredEndpoints(settings);
  if (configured.length > 0) return configured;
  const ports = [...new Set(appListeners(listeners).map((listener) => listener.port))];
  const port = released ?? (ports.length === 1 ? ports[0] : undefined);
  return port === undefined ? [] : [{ port, protocol: 'http', source: 'listener' }];
}

/** The source of the port, to go in parentheses after it. */
export const sourceWords: Readonly<Record<EndpointSource, string>> = {
  '--endpoint': 'from --endpoint',
  $PORT: 'from $PORT',
  '--expose': 'the lowest exposed port',
  listener: 'the only port in use',
};
