import type { App } from '../facts/app.ts';
import type { Endpoint } from '../facts/endpoint.ts';
import type { Probe } from '../facts/probe.ts';

/** The facts that contain the newest probes. */
export interface Probed {
  readonly app: App;
  readonly endpoints: readonly Endpoint[];
  readonly probes: readonly Probe[];
}

/** The newest probe of each endpoint, for either purpose, in the order of the endpoints. */
export const newestProbes = ({ endpoints, probes }: Omit<Probed, 'app'>): readonly Probe[] =>
  endpoints.flatMap(({ port }) => probes.findLast((probe) => probe.endpoint.port === port) ?? []);
