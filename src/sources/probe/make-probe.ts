import type { Clock } from '../../core/clock.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Purpose } from '../../core/facts/probe.ts';
import { checkRequest, passes } from '../../core/profile.ts';
import { quotable } from '../../core/redact.ts';
import type { Settings } from '../../core/settings.ts';
import type { Made } from './follow-up.ts';
import { httpProbe, type WireResult } from './http-probe.ts';
import { tcpProbe, tlsProbe } from './tcp-probe.ts';

/** Which check is to be made, and where it goes. */
export interface ProbeOrder {
  readonly endpoint: Endpoint;
  readonly purpose: Purpose;
  /** An IP address of the container. */
  readonly address: string;
  readonly settings: Settings;
}

/** Makes one check as the profile makes it, and judges it; without follow-ups. Resolves with undefined when `signal` aborted it. */
export async function makeProbe(order: ProbeOrder, clock: Clock, signal: AbortSignal): Promise<Made | undefined> {
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
  const { outcome, durationMs } = result;
  const asked = request && { path: request.path, host: request.host };
  const passed = passes(settings, endpoint, outcome);
  const probe = { endpoint, purpose, address, ...asked, at, durationMs, timeoutMs, outcome, passed, variants: [] };
  return { probe, result, ...(request && { request }) };
}

/** A probe that cannot even be made (a module that does not load) is told like any other failure. */
async function orBroken(result: Promise<WireResult | undefined>): Promise<WireResult | undefined> {
  try {
    return await result;
  } catch (error) {
    return {
      outcome: { kind: 'failed', reason: quotable(String(error), 200) },
      received: new Uint8Array(),
      durationMs: 0,
    };
  }
}
