import { rfc3339 } from './clock.ts';
import type { Probe } from './facts/probe.ts';

/** A probe as JSON has it. */
export interface ProbeBody {
  readonly at: string;
  readonly port: number;
  readonly address: string;
  readonly path: string | null;
  readonly host: string | null;
  readonly passed: boolean;
  readonly outcome: Probe['outcome']['kind'];
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
    status: outcome.kind === 'answered' ? outcome.status : null,
    durationMs: Math.round(durationMs),
  };
}
