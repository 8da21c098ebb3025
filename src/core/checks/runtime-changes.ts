import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { Probe } from '../facts/probe.ts';
import type { EndpointChecks } from './endpoint-checks.ts';

/** A change of an endpoint's runtime checks from healthy to unhealthy, or back. */
export interface RuntimeChange {
  readonly at: Instant;
  readonly port: number;
  readonly to: 'healthy' | 'unhealthy';
}

const KEPT_CHANGES = 64;

/** Appends the change that this probe made, if any. The first verdict on an endpoint is not a change. */
export function withRuntimeChange(
  changes: readonly RuntimeChange[],
  before: readonly EndpointChecks[],
  after: readonly EndpointChecks[],
  probe: Probe,
): readonly RuntimeChange[] {
  const { port } = probe.endpoint;
  const stateIn = (checks: readonly EndpointChecks[]) => checks.find((each) => each.port === port)?.runtime;
  const from = stateIn(before) ?? 'unknown';
  const to = stateIn(after) ?? 'unknown';
  if (from === 'unknown' || to === 'unknown' || from === to) return changes;
  return pushed(changes, { at: probe.at + probe.durationMs, port, to }, KEPT_CHANGES);
}
