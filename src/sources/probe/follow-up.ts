import { type CheckRequest, wantsStatus } from '../../core/checks/profile.ts';
import type { Clock, Instant } from '../../core/clock.ts';
import type { Greeted } from '../../core/facts/greeted.ts';
import type { Identity, Probe, Variant } from '../../core/facts/probe.ts';
import type { Facts } from '../../core/memory/facts.ts';
import { httpProbe, type WireResult } from './http-probe.ts';
import { identification, isUnclear } from './identification.ts';
import { otherPorts } from './other-ports.ts';
import { protocolOf, saysTls } from './parse-greeting.ts';

/** A finished check, and what further requests need. */
export interface Made {
  readonly probe: Probe;
  readonly request?: CheckRequest;
  readonly result: WireResult;
}

/** The follow-up requests after a failed check. Their results are kept per endpoint, so the app is not asked over and over. */
export interface FollowUps {
  /**
   * The probe with its variants and its identity.
   * Each changed request is made at most once in 30 s while the outcome stays the same.
   */
  complete(made: Made, facts: Facts, signal: AbortSignal): Promise<Probe>;
}

interface Asked {
  readonly about: string;
  readonly at: Instant;
  readonly variants: readonly Variant[];
}

const ASK_AGAIN_MS = 30_000;
const VARIANT_TIMEOUT_MS = 5_000;
const HOST_STATUSES: readonly number[] = [400, 403, 404, 421];

/** The follow-ups of one run of the source. */
export function followUps(clock: Clock, tell: (greeted: Greeted, at: Instant) => void): FollowUps {
  const asked = new Map<number, Asked>();
  const { identify } = identification(clock, tell);
  const others = otherPorts(clock);
  return { complete };

  async function complete(made: Made, facts: Facts, signal: AbortSignal): Promise<Probe> {
    const { probe } = made;
    const { port, protocol } = probe.endpoint;
    if (protocol === 'tcp') return probe;
    const seen = identityByWords(made);
    if (seen !== undefined) return { ...probe, identity: seen };
    if (isUnclear(probe.outcome)) {
      const identity = await identify(probe, facts, signal);
      return { ...probe, ...(identity && { identity }) };
    }
    const about = subject(probe);
    if (about === undefined) return probe;
    const before = asked.get(port);
    const isKnown = before?.about === about && clock.now() - before.at < ASK_AGAIN_MS;
    const now = isKnown ? before : { about, at: clock.now(), variants: await ask(made, facts, signal) };
    if (!signal.aborted) asked.set(port, now);
    return { ...probe, variants: [...now.variants, ...(await elsewhere(made, facts, signal))] };
  }

  /** Other ports may open later: each gets a request when it is first seen. */
  async function elsewhere({ probe, request }: Made, facts: Facts, signal: AbortSignal): Promise<readonly Variant[]> {
    const { outcome } = probe;
    if (request === undefined || outcome.kind !== 'answered' || outcome.status !== 404) return [];
    return wantsStatus(facts.settings) ? others.ask(request, probe, facts, signal) : [];
  }

  async function ask({ probe, request }: Made, facts: Facts, signal: AbortSignal): Promise<readonly Variant[]> {
    if (probe.outcome.kind !== 'answered' || request === undefined || !wantsStatus(facts.settings)) return [];
    const change = changeFor(probe.outcome.status, request, probe);
    return change ? variants(change, request, probe, signal) : [];
  }

  async function variants(
    change: Change,
    request: CheckRequest,
    probe: Probe,
    signal: AbortSignal,
  ): Promise<readonly Variant[]> {
    const timeoutMs = Math.min(VARIANT_TIMEOUT_MS, probe.timeoutMs);
    const target = { address: probe.address, port: probe.endpoint.port, timeoutMs };
    const result = await httpProbe({ ...target, ...request, ...change.request }, clock, signal);
    if (result?.outcome.kind !== 'answered') return [];
    return [{ changed: change.changed, value: change.value, status: result.outcome.status }];
  }
}

/** What the app's own response shows, without another request. */
function identityByWords({ probe: { outcome }, result }: Made): Identity | undefined {
  if (outcome.kind === 'answered') return saysTls(outcome) ? 'tls' : undefined;
  return isUnclear(outcome) ? protocolOf(result.received) : undefined;
}

/** The subject of the follow-ups; undefined if there is nothing to ask. The same subject gets the same results. */
function subject({ purpose, passed, outcome }: Probe): string | undefined {
  if (outcome.kind !== 'answered' || passed) return undefined;
  return [purpose, outcome.status, outcome.location].join(' ');
}

interface Change extends Omit<Variant, 'status'> {
  readonly request: Partial<CheckRequest>;
}

/** The one change worth trying for a request with this status; undefined if it would change nothing. */
function changeFor(status: number, request: CheckRequest, { endpoint }: Probe): Change | undefined {
  if (status >= 300 && status <= 399) {
    const headers = { ...request.headers, 'x-forwarded-proto': 'https' };
    return { changed: 'forwarded-proto', value: 'https', request: { headers } };
  }
  if (!HOST_STATUSES.includes(status)) return undefined;
  const host = request.host.endsWith(`:${endpoint.port}`) ? `localhost:${endpoint.port}` : 'localhost';
  return host === request.host ? undefined : { changed: 'host', value: host, request: { host } };
}
