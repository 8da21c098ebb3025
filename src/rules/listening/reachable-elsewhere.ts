import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { Instant } from '../../core/clock.ts';
import type { Evidence, Severity } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Listener } from '../../core/facts/listener.ts';
import { isServed, passedSince, refusalSeen, servingListeners } from '../shared/serving.ts';
import { isSettled } from './listeners-settled.ts';
import type { FinalPlaceNeed } from './place-needs.ts';

/** An endpoint that nothing of the app serves, and where the app can be reached instead. */
export interface Elsewhere {
  readonly endpoint: Endpoint;
  /** Never empty; those on another endpoint's port only when there is no other. */
  readonly listeners: readonly [Listener, ...Listener[]];
  readonly severity: Severity;
  /** How long the listeners stand as they do. */
  readonly since: Instant;
  /** That the endpoint's port was refused, when it was. */
  readonly refused: readonly Evidence[];
}

/** Undefined when every endpoint has its listener or passes its check all the same, and when the app can be reached nowhere. */
export function elsewhereOf(seen: Known<FinalPlaceNeed>): Elsewhere | undefined {
  const { app, listenersSince, endpoints, probes, settings } = seen;
  if (!isServed(app, seen.listeners)) return undefined;
  const serving = servingListeners(seen.listeners, endpoints);
  const isTaken = (port: number): boolean => serving.some((listener) => listener.port === port);
  const endpoint = endpoints.find(({ port }) => !isTaken(port) && !passedSince(probes, port, listenersSince));
  const reachable = serving.filter(({ scope }) => scope !== 'loopback');
  const unclaimed = reachable.filter(({ port }) => !endpoints.some((each) => each.port === port));
  const [first, ...rest] = unclaimed.length > 0 ? unclaimed : reachable;
  if (endpoint === undefined || first === undefined) return undefined;
  const severity = isSettled(seen, serving) ? (checksProcessOnly(settings) ? 'warning' : 'error') : 'info';
  const refused = refusalSeen(probes, endpoint.port);
  return { endpoint, listeners: [first, ...rest], severity, since: listenersSince, refused };
}
