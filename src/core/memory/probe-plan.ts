import { checksProcessOnly } from '../checks/profile.ts';
import type { Instant } from '../clock.ts';
import { isRunning } from '../facts/app.ts';
import type { Endpoint } from '../facts/endpoint.ts';
import { isAgents, type Listener } from '../facts/listener.ts';
import type { Probe, Purpose } from '../facts/probe.ts';
import { isAwaited, type Observed } from '../observed.ts';
import type { Facts } from './facts.ts';

/** A check that is to be made next of its endpoint, and when. */
export interface PlannedProbe {
  readonly endpoint: Endpoint;
  readonly purpose: Purpose;
  /** In the past when it is due. */
  readonly dueAt: Instant;
  /** A caller's wish, before its time by the plan. */
  readonly demanded?: true;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;
/** Nothing listens on the port: a probe would tell what is known already. */
const NO_LISTENER_WAIT_MS = 5_000;
/** Connections wait to be accepted already: one more would wait behind them. */
const QUEUE_WAIT_MS = 5_000;
/** It would only answer again. */
const OTHER_AGENT_WAIT_MS = 5_000;
/** Nobody tells when a listener appears. */
const BLIND_WAIT_MS = 1_000;

/**
 * The next check of each endpoint; empty while there is nothing to probe: no app, an ended one, or a profile that asks only for
 * the process. Release checks until every endpoint has passed once, however late; runtime checks at the profile's interval then.
 * A check that a caller asked for is due at once, unless a probe has ended since. What would reach a sidewatch's API is not probed.
 */
export function nextProbes(facts: Facts): readonly PlannedProbe[] {
  const { app, endpoints, health } = facts.observed;
  if (!app.known || !isRunning(app.value) || !endpoints.known || checksProcessOnly(facts.settings)) return [];
  const purpose = health.known && health.value.release.passedAt !== undefined ? 'runtime' : 'release';
  return endpoints.value
    .filter((endpoint) => !isOfAgents(endpoint, facts))
    .map((endpoint) => {
      const probes = probesOf(endpoint, purpose, facts, app.value.startedAt);
      const plannedAt =
        purpose === 'runtime' ? runtimeDue(probes, facts) : releaseDue(endpoint, probes, app.value.startedAt, facts);
      const otherAt = agentAnsweredAt(endpoint, facts);
      if (otherAt !== undefined) return { endpoint, purpose, dueAt: otherAt + OTHER_AGENT_WAIT_MS };
      const askedAt = openDemand(probes, facts);
      if (askedAt === undefined || plannedAt <= facts.at) return { endpoint, purpose, dueAt: plannedAt };
      // A release check that passes has passed, whoever asked for it; only runtime checks are counted.
      return { endpoint, purpose, dueAt: askedAt, ...(purpose === 'runtime' && { demanded: true }) };
    });
}

/**
 * What became of a check that a caller asked for at `askedAt`: the probes of all endpoints that have ended since, one each.
 * Undefined while one is still to come; empty when there is nothing to probe.
 */
export function checkResult(facts: Facts, askedAt: Instant): readonly Probe[] | undefined {
  const { probes } = facts.observed;
  const ended = probes.known ? probes.value.filter((probe) => endOf(probe) >= askedAt) : [];
  const results = nextProbes(facts).map(({ endpoint }) =>
    ended.findLast((probe) => probe.endpoint.port === endpoint.port),
  );
  const found = results.filter((probe) => probe !== undefined);
  return found.length === results.length ? found : undefined;
}

/** Whether the API of an agent would answer in the app's place. */
function isOfAgents({ port }: Endpoint, { observed: { api, listeners } }: Facts): boolean {
  if (api.known && api.value.open?.port === port) return true;
  const here = listeners.known ? listeners.value.filter((listener) => listener.port === port) : [];
  return here.length > 0 && here.every(isAgents);
}

/** When another agent answered in the app's place, if nobody has come to listen since. */
function agentAnsweredAt(
  { port }: Endpoint,
  { observed: { api, listeners, listenersSince } }: Facts,
): Instant | undefined {
  const at = api.known ? api.value.others?.find((other) => other.port === port)?.at : undefined;
  const isNewer = listeners.known && listenersSince.known && at !== undefined && listenersSince.value > at;
  return isNewer ? undefined : at;
}

/** When a caller asked for a check, if none of these probes has ended since. */
function openDemand(probes: readonly Probe[], { observed }: Facts): Instant | undefined {
  const checkAt = observed.demands.known ? observed.demands.value.checkAt : undefined;
  return checkAt === undefined || probes.some((probe) => endOf(probe) >= checkAt) ? undefined : checkAt;
}

function probesOf(endpoint: Endpoint, purpose: Purpose, { observed }: Facts, since: Instant): readonly Probe[] {
  if (!observed.probes.known) return [];
  return observed.probes.value.filter(
    (probe) =>
      probe.purpose === purpose &&
      probe.endpoint.port === endpoint.port &&
      probe.endpoint.protocol === endpoint.protocol &&
      probe.at >= since,
  );
}

function runtimeDue(probes: readonly Probe[], { at, settings }: Facts): Instant {
  const last = probes.findLast(({ demanded }) => demanded !== true);
  return last === undefined ? at : Math.max(last.at + settings.timing.intervalMs, endOf(last));
}

function releaseDue(endpoint: Endpoint, probes: readonly Probe[], startedAt: Instant, facts: Facts): Instant {
  const { listeners, listenersSince } = facts.observed;
  const last = probes.at(-1);
  // An answer says little before it is seen who listens: that a front server alone does, for one.
  if (last === undefined) return listeners.known ? facts.at : blindSince(listeners, startedAt) + BLIND_WAIT_MS;
  if (isBlind(endpoint, facts)) return facts.at;
  // It waits for the other endpoints.
  if (last.passed) return last.at + facts.settings.timing.intervalMs;
  if (!listeners.known) return endOf(last) + BLIND_WAIT_MS;
  const here = listeners.value.filter(({ port }) => port === endpoint.port);
  if (here.length === 0) return endOf(last) + NO_LISTENER_WAIT_MS;
  const since = listenersSince.known ? listenersSince.value : 0;
  if (since > last.at) return afterChange(last, since);
  if (waitsInQueue(last, here)) return endOf(last) + QUEUE_WAIT_MS;
  return endOf(last) + backOff(probes, since);
}

/** Whether the agent had no turn since the newest check that counts: the app may have become fit meanwhile. */
const isBlind = ({ port }: Endpoint, { observed: { checks } }: Facts): boolean =>
  checks.known && checks.value.some((each) => each.port === port && each.blindSince !== undefined);

/** An app that was there before the agent is not probed before the first look either. */
const blindSince = (listeners: Observed<unknown>, startedAt: Instant): Instant =>
  isAwaited(listeners) ? Math.max(startedAt, listeners.at) : startedAt;

const endOf = (probe: Probe): Instant => probe.at + probe.durationMs;

/** At once after a refusal, which cost the app nothing; else a set of listeners that keeps changing would make us hammer it. */
const afterChange = (last: Probe, since: Instant): Instant =>
  last.outcome.kind === 'refused' ? since : Math.max(since, endOf(last) + FIRST_WAIT_MS);

const waitsInQueue = ({ outcome }: Probe, listeners: readonly Listener[]): boolean =>
  (outcome.kind === 'no-response' || outcome.kind === 'connect-timeout') && listeners.some(({ queued }) => queued > 0);

/** 250 ms after the first failure, doubled with each one more since the listeners are what they are, to 2 s. */
function backOff(probes: readonly Probe[], since: Instant): number {
  const failures = probes.filter(({ at }) => at >= since).length;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1));
}
