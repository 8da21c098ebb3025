import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { Probe } from '../../core/facts/probe.ts';

/** The errors (5xx) that an endpoint has answered one after another, up to its newest answer. */
export interface ErrorRun {
  /** When the first of these requests began. */
  readonly askedAt: Instant;
  /** When the first of the answers was there. */
  readonly answeredAt: Instant;
}

/** The run that ends with this probe; one that was forgotten in part begins with the first that is remembered. */
export function errorRun(probes: readonly Probe[], newest: Probe): ErrorRun {
  const mine = probes.filter(({ endpoint }) => endpoint.port === newest.endpoint.port);
  const last = mine.findLastIndex((probe) => !isError(probe));
  const first = mine[last + 1] ?? newest;
  return { askedAt: first.at, answeredAt: first.at + first.durationMs };
}

const isError = ({ outcome }: Probe): boolean => outcome.kind === 'answered' && outcome.status >= 500;

/** What is written to a file may be read a moment before the clock of the request. */
const EARLY_MS = 500;

/** The exceptions that were logged over one of the run's requests, the newest last: over the newest one it may not have come through yet. */
export const raisedOver = (
  { askedAt }: ErrorRun,
  { exceptions }: Known<'log'>['log'],
): Known<'log'>['log']['exceptions'] => exceptions.filter(({ at }) => at >= askedAt - EARLY_MS);
