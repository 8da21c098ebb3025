import { newestProbes, type Probed } from '../../core/checks/newest-probes.ts';
import { durationWords, type Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { hostPort } from '../../core/facts/address.ts';
import type { Outcome, Probe } from '../../core/facts/probe.ts';

/** The newest probes that did not pass; none once the app has ended, for then its end is the reason. Probes after a request to stop count for nothing. */
export function failingProbes({ app, endpoints, probes }: Probed): readonly Probe[] {
  const { exit, startFailure, stopRequestedAt: stop } = app;
  if (exit !== undefined || startFailure !== undefined) return [];
  const telling = stop === undefined ? probes : probes.filter((probe) => probedUntil(probe) <= stop);
  return newestProbes({ endpoints, probes: telling }).filter(({ passed, undelivered }) => !passed && !undelivered);
}

/** Since when the endpoint's probes have had the outcome of its newest one, without another in between. */
export function sameOutcomeSince(probes: readonly Probe[], newest: Probe): Instant {
  if (newest.run !== undefined) return newest.run.since;
  const mine = probes.filter((probe) => probe.endpoint.port === newest.endpoint.port);
  const other = mine.findLastIndex((probe) => probe.outcome.kind !== newest.outcome.kind);
  return mine[other + 1]?.at ?? newest.at;
}

/** When the probe was over. */
export const probedUntil = (probe: Probe): Instant => probe.at + probe.durationMs;

/** Whether the app itself answered after `at`: a probe passed, or got a status that no proxy makes up for a missing backend. */
export const answeredSince = (probes: readonly Probe[], at: Instant): boolean =>
  probes.some(
    (probe) =>
      probedUntil(probe) > at && (probe.passed || (probe.outcome.kind === 'answered' && probe.outcome.status < 500)),
  );

/** What was asked, for sentences that name the port themselves: "GET /healthcheck". */
export function questionWords({ endpoint, path }: Pick<Probe, 'endpoint' | 'path'>): string {
  if (endpoint.protocol === 'tls') return 'a TLS handshake';
  return endpoint.protocol === 'tcp' ? 'a connection' : `GET ${path ?? '/'}`;
}

/** What was asked: "GET /healthcheck on port 8000". */
export const requestWords = (probe: Pick<Probe, 'endpoint' | 'path'>): string =>
  `${questionWords(probe)} on port ${probe.endpoint.port}`;

/** What came of a probe, after "it": "answered 404", "hung up without an answer". */
export function outcomeWords(outcome: Outcome, afterMs: number): string {
  switch (outcome.kind) {
    case 'answered':
      return `answered ${outcome.status}`;
    case 'connected':
      return 'accepted the connection';
    case 'refused':
      return 'refused the connection';
    case 'connect-timeout':
      return `accepted no connection within ${durationWords(afterMs)}`;
    case 'no-response':
      return outcome.received === 0
        ? `accepted the connection and sent nothing within ${durationWords(afterMs)}`
        : `sent ${outcome.received} bytes and no complete answer within ${durationWords(afterMs)}`;
    case 'reset':
      return 'hung up without an answer';
    case 'malformed':
      return `answered with something that is not HTTP: ${JSON.stringify(outcome.head)}`;
    case 'too-large':
      return `sent more than ${(outcome.received / 1_048_576).toFixed(1)} MiB of headers`;
    case 'handshake-failed':
      return `failed the TLS handshake (${outcome.reason})`;
    case 'failed':
      return `could not be asked (${outcome.reason})`;
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
