import { newestProbes, type Probed } from '../../core/checks/newest-probes.ts';
import { durationWords, type Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { hostPort } from '../../core/facts/address.ts';
import type { Outcome, Probe } from '../../core/facts/probe.ts';

/** The newest probes that did not pass; none after the app has exited, because its exit is then the reason. Probes after a stop request do not count. */
export function failingProbes({ app, endpoints, probes }: Probed): readonly Probe[] {
  const { exit, startFailure, stopRequestedAt: stop } = app;
  if (exit !== undefined || startFailure !== undefined) return [];
  const telling = stop === undefined ? probes : probes.filter((probe) => probedUntil(probe) <= stop);
  return newestProbes({ endpoints, probes: telling }).filter(({ passed, undelivered }) => !passed && !undelivered);
}

/** Since when the endpoint's probes have all had the outcome of the newest one. */
export function sameOutcomeSince(probes: readonly Probe[], newest: Probe): Instant {
  if (newest.run !== undefined) return newest.run.since;
  const mine = probes.filter((probe) => probe.endpoint.port === newest.endpoint.port);
  const other = mine.findLastIndex((probe) => probe.outcome.kind !== newest.outcome.kind);
  return mine[other + 1]?.at ?? newest.at;
}

/** When the probe finished. */
export const probedUntil = (probe: Probe): Instant => probe.at + probe.durationMs;

/** Whether the app itself responded after `at`: a probe passed, or got a status that no proxy returns for a missing backend. */
export const answeredSince = (probes: readonly Probe[], at: Instant): boolean =>
  probes.some(
    (probe) =>
      probedUntil(probe) > at && (probe.passed || (probe.outcome.kind === 'answered' && probe.outcome.status < 500)),
  );

/** The request, for sentences that name the port themselves: "GET /healthcheck". */
export function questionWords({ endpoint, path }: Pick<Probe, 'endpoint' | 'path'>): string {
  if (endpoint.protocol === 'tls') return 'a TLS handshake';
  return endpoint.protocol === 'tcp' ? 'a connection' : `GET ${path ?? '/'}`;
}

/** The request: "GET /healthcheck on port 8000". */
export const requestWords = (probe: Pick<Probe, 'endpoint' | 'path'>): string =>
  `${questionWords(probe)} on port ${probe.endpoint.port}`;

/** The outcome of a probe, after "it": "returned 404", "closed the connection without a response". */
export function outcomeWords(outcome: Outcome, afterMs: number): string {
  switch (outcome.kind) {
    case 'answered':
      return `returned ${outcome.status}`;
    case 'connected':
      return 'accepted the connection';
    case 'refused':
      return 'refused the connection';
    case 'connect-timeout':
      return `did not accept the connection within ${durationWords(afterMs)}`;
    case 'no-response':
      return outcome.received === 0
        ? `sent no response within ${durationWords(afterMs)}`
        : `sent ${outcome.received} bytes but no complete response within ${durationWords(afterMs)}`;
    case 'reset':
      return 'closed the connection without a response';
    case 'malformed':
      return `sent something that is not HTTP: ${JSON.stringify(outcome.head)}`;
    case 'too-large':
      return `sent more than ${(outcome.received / 1_048_576).toFixed(1)} MiB of headers`;
    case 'handshake-failed':
      return `failed the TLS handshake (${outcome.reason})`;
    case 'failed':
      return `could not be probed (${outcome.reason})`;
    default:
      return outcome satisfies never;
  }
}

/** The probe as evidence. */
export function probeEvidence(probe: Probe, expected: string): Evidence {
  const { address, endpoint, host } = probe;
  const where = `${hostPort(address, endpoint.port)}${host === undefined ? '' : `, Host ${host}`}`;
  const observed = `${requestWords(probe)} (${where}): ${outcomeWords(probe.outcome, probe.durationMs)}`;
  return { source: 'probe', expected, observed, at: probedUntil(probe) };
}
