import { type CheckRequest, wantsStatus } from '../../core/checks/profile.ts';
import type { Clock, Instant } from '../../core/clock.ts';
import type { Identity, Outcome, Probe, Variant } from '../../core/facts/probe.ts';
import type { Facts } from '../../core/memory/facts.ts';
import { httpProbe, type WireResult } from './http-probe.ts';
import { type FailedKind, identifyProtocol } from './identify-protocol.ts';
import { otherPorts } from './other-ports.ts';
import { protocolOf, saysTls } from './parse-greeting.ts';

/** A check that was made, and what is needed to ask further. */
export interface Made {
  readonly probe: Probe;
  readonly request?: CheckRequest;
  readonly result: WireResult;
}

/** What a failed check's endpoint was asked besides: kept per endpoint, so that the app is not asked over and over. */
export interface FollowUps {
  /** The probe with its variants and its identity. Makes connections of its own at most once in 30 s while the outcome stays the same. */
  complete(made: Made, facts: Facts, signal: AbortSignal): Promise<Probe>;
}

interface Asked {
  readonly about: string;
  readonly at: Instant;
  readonly variants: readonly Variant[];
  readonly identity?: Identity;
}

const ASK_AGAIN_MS = 30_000;
const VARIANT_TIMEOUT_MS = 5_000;
const HOST_STATUSES: readonly number[] = [400, 403, 404, 421];

/** Follow-ups of one run of the source. */
export function followUps(clock: Clock): FollowUps {
  const asked = new Map<number, Asked>();
  const others = otherPorts(clock);
  return { complete };

  async function complete(made: Made, facts: Facts, signal: AbortSignal): Promise<Probe> {
    const { probe } = made;
    const { port, protocol } = probe.endpoint;
    if (protocol === 'tcp') return probe;
    const seen = identityByWords(made);
    if (seen !== undefined) return { ...probe, identity: seen };
    const about = subject(probe);
    if (about === undefined || isQueueing(facts, probe)) return probe;
    const before = asked.get(port);
    const isKnown = before?.about === about && (clock.now() - before.at < ASK_AGAIN_MS || isMute(before, probe));
    const now = isKnown ? before : { about, at: clock.now(), ...(await ask(made, facts, signal)) };
    if (!signal.aborted) asked.set(port, now);
    const variants = [...now.variants, ...(await elsewhere(made, facts, signal))];
    return { ...probe, variants, ...(now.identity && { identity: now.identity }) };
  }

  /** Other ports open when they do: each is asked when it is first seen. */
  async function elsewhere({ probe, request }: Made, facts: Facts, signal: AbortSignal): Promise<readonly Variant[]> {
    const { outcome } = probe;
    if (request === undefined || outcome.kind !== 'answered' || outcome.status !== 404) return [];
    return wantsStatus(facts.settings) ? others.ask(request, probe, facts, signal) : [];
  }

  async function ask(made: Made, facts: Facts, signal: AbortSignal): Promise<Pick<Asked, 'variants' | 'identity'>> {
    const { probe, request, result } = made;
    if (probe.outcome.kind === 'answered') {
      if (request === undefined || !wantsStatus(facts.settings)) return { variants: [] };
      const change = changeFor(probe.outcome.status, request, probe);
      return { variants: change ? await variants(change, request, probe, signal) : [] };
    }
    if (!isUnclear(probe.outcome)) return { variants: [] };
    const target = { address: probe.address, port: probe.endpoint.port };
    const failed = { kind: probe.outcome.kind, received: result.received };
    const identity = await identifyProtocol(target, failed, clock, signal);
    return { variants: [], ...(identity && { identity }) };
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

/** What the app's own words tell, without asking. */
function identityByWords({ probe: { outcome }, result }: Made): Identity | undefined {
  if (outcome.kind === 'answered') return saysTls(outcome) ? 'tls' : undefined;
  return isUnclear(outcome) ? protocolOf(result.received) : undefined;
}

const isUnclear = (outcome: Outcome): outcome is Extract<Outcome, { kind: FailedKind }> =>
  outcome.kind === 'malformed' ||
  outcome.kind === 'reset' ||
  outcome.kind === 'no-response' ||
  outcome.kind === 'handshake-failed';

/** What the questions are about; undefined when there is nothing to ask. The same subject again gets the same answers. */
function subject({ purpose, passed, outcome }: Probe): string | undefined {
  if (isUnclear(outcome)) return outcome.kind;
  if (outcome.kind !== 'answered' || passed) return undefined;
  return [purpose, outcome.status, outcome.location].join(' ');
}

/** A port that kept its silence once may belong to an app that boots slowly: more connections would only fill its queue. */
const isMute = (before: Asked, { outcome }: Probe): boolean =>
  outcome.kind === 'no-response' && before.identity === undefined;

/** Whether connections already wait to be accepted: then the app is busy, and each greeting would wait behind them. */
const isQueueing = ({ observed: { listeners } }: Facts, { endpoint, outcome }: Probe): boolean =>
  outcome.kind === 'no-response' &&
  listeners.known &&
  listeners.value.some(({ port, queued }) => port === endpoint.port && queued > 0);

interface Change extends Omit<Variant, 'status'> {
  readonly request: Partial<CheckRequest>;
}

/** The one thing worth changing about a request that got this status; undefined when the change would be none. */
function changeFor(status: number, request: CheckRequest, { endpoint }: Probe): Change | undefined {
  if (status >= 300 && status <= 399) {
    const headers = { ...request.headers, 'x-forwarded-proto': 'https' };
    return { changed: 'forwarded-proto', value: 'https', request: { headers } };
  }
  if (!HOST_STATUSES.includes(status)) return undefined;
  const host = request.host.endsWith(`:${endpoint.port}`) ? `localhost:${endpoint.port}` : 'localhost';
  return host === request.host ? undefined : { changed: 'host', value: host, request: { host } };
}
