import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { Probe } from '../../core/facts/probe.ts';

/** The consecutive errors (5xx) of an endpoint, up to its newest response. */
export interface ErrorRun {
  /** When the first of these requests started. */
  readonly askedAt: Instant;
  /** When the first of these responses arrived. */
  readonly answeredAt: Instant;
}

/** The run that ends with this probe. If older probes were dropped, it starts with the first that is kept. */
export function errorRun(probes: readonly Probe[], newest: Probe): ErrorRun {
  const mine = probes.filter(({ endpoint }) => endpoint.port === newest.endpoint.port);
  const last = mine.findLastIndex((probe) => !isError(probe));
  const first = mine[last + 1] ?? newest;
  return { askedAt: first.at, answeredAt: first.at + first.durationMs };
}

const isError = ({ outcome }: Probe): boolean => outcome.kind === 'answered' && outcome.status >= 500;

/** A line in a file may be timed slightly before the request that caused it. */
const EARLY_MS = 500;

/** The exceptions logged during the run's requests, the newest last. That of the newest request may not have arrived yet. */
export const raisedOver = (
  { askedAt }: ErrorRun,
  { exceptions }: Known<'log'>['log'],
): Known<'log'>['log']['exceptions'] => exceptions.filter(({ at }) => at >= askedAt - EARLY_MS);
