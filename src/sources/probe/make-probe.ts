import { checkRequest, passes } from '../../core/checks/profile.ts';
import type { Settings } from '../../core/checks/settings.ts';
import type { Clock } from '../../core/clock.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Purpose } from '../../core/facts/probe.ts';
import { quotable } from '../../core/redaction/redact.ts';
import type { Made } from './follow-up.ts';
import { httpProbe, type WireResult } from './http-probe.ts';
import { tcpProbe, tlsProbe } from './tcp-probe.ts';

/** The check to make, and its target. */
export interface ProbeOrder {
  readonly endpoint: Endpoint;
  readonly purpose: Purpose;
  /** An IP address of the container. */
  readonly address: string;
  readonly settings: Settings;
}

const MOST_TRIES = 3;

/**
 * Makes one check as the profile says, and judges it; without follow-ups. A check that failed while the agent itself was not scheduled
 * is discarded and repeated immediately. Resolves with undefined when `signal` aborted it.
 */
export async function makeProbe(order: ProbeOrder, clock: Clock, signal: AbortSignal): Promise<Made | undefined> {
  for (let tries = 1; ; tries += 1) {
    const made = await tryProbe(order, clock, signal);
    if (made === undefined || isVerdict(made, tries)) return made;
  }
}

/** If the agent keeps being late, the app's own response finally counts. A failure that the agent's delay may have caused never does. */
function isVerdict({ probe: { passed, outcome }, result }: Made, tries: number): boolean {
  const isSilence = outcome.kind === 'no-response' || outcome.kind === 'connect-timeout';
  if (passed || isSilence || result.lostMs === 0) return true;
  const mayBeOurs =
    outcome.kind === 'reset' || outcome.kind === 'failed' || (outcome.kind === 'answered' && outcome.status === 408);
  return tries >= MOST_TRIES && !mayBeOurs;
}

async function tryProbe(order: ProbeOrder, clock: Clock, signal: AbortSignal): Promise<Made | undefined> {
  const { endpoint, purpose, address, settings } = order;
  const { timeoutMs } = settings.timing;
  const at = clock.now();
  const isHttp = endpoint.protocol === 'http';
  const request = isHttp ? checkRequest(settings, purpose, address, endpoint.port) : undefined;
  const target = { address, port: endpoint.port };
  const result = await orBroken(
    request
      ? httpProbe({ ...target, ...request, timeoutMs }, clock, signal)
      : (endpoint.protocol === 'tls' ? tlsProbe : tcpProbe)(target, timeoutMs, clock, signal),
  );
  if (result === undefined || signal.aborted) return undefined;
  const { outcome, durationMs, lostMs } = result;
  const asked = request && { path: request.path, host: request.host };
  const passed = passes(settings, endpoint, outcome);
  const base = { endpoint, purpose, address, ...asked, at: at + lostMs, durationMs, timeoutMs };
  const probe = { ...base, outcome, passed, variants: [] };
  return { probe, result, ...(request && { request }) };
}

/** A probe that cannot even start (a module that does not load) is reported like any other failure. */
async function orBroken(result: Promise<WireResult | undefined>): Promise<WireResult | undefined> {
  try {
    return await result;
  } catch (error) {
    return {
      outcome: { kind: 'failed', reason: quotable(String(error), 200) },
      received: new Uint8Array(),
      durationMs: 0,
      lostMs: 0,
    };
  }
}
