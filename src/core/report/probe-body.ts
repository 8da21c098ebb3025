import { rfc3339 } from '../clock.ts';
import type { Probe } from '../facts/probe.ts';

/** Why a probe failed, in one word. */
export type ProbeReason =
  | Exclude<Probe['outcome']['kind'], 'answered' | 'connected' | 'failed'>
  | 'redirected'
  | 'wrong-status'
  | 'other';

/** A probe in JSON. */
export interface ProbeBody {
  readonly at: string;
  readonly port: number;
  readonly address: string;
  readonly path: string | null;
  readonly host: string | null;
  readonly passed: boolean;
  readonly outcome: Probe['outcome']['kind'];
  /** Null if it passed. */
  readonly reason: ProbeReason | null;
  readonly status: number | null;
  readonly durationMs: number;
}

export function probeBody(probe: Probe): ProbeBody;
export function probeBody(probe: Probe | undefined): ProbeBody | null;
export function probeBody(probe: Probe | undefined): ProbeBody | null {
  if (probe === undefined) return null;
  const { at, endpoint, address, path, host, passed, outcome, durationMs } = probe;
  return {
    at: rfc3339(at),
    port: endpoint.port,
    address,
    path: path ?? null,
    host: host ?? null,
    passed,
    outcome: outcome.kind,
    reason: passed ? null : reasonOf(outcome),
    status: outcome.kind === 'answered' ? outcome.status : null,
    durationMs: Math.round(durationMs),
  };
}

/** A new kind of outcome needs its own word here. */
function reasonOf(outcome: Probe['outcome']): ProbeReason {
  switch (outcome.kind) {
    case 'answered':
      return outcome.status >= 300 && outcome.status <= 399 ? 'redirected' : 'wrong-status';
    case 'refused':
    case 'connect-timeout':
    case 'no-response':
    case 'reset':
    case 'malformed':
    case 'too-large':
    case 'handshake-failed':
      return outcome.kind;
    case 'connected':
    case 'failed':
      return 'other';
    default:
      return outcome satisfies never;
  }
}
