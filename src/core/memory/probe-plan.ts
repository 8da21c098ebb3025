import { checksProcessOnly } from '../checks/profile.ts';
import type { Instant } from '../clock.ts';
import { isRunning } from '../facts/app.ts';
import type { Endpoint } from '../facts/endpoint.ts';
import { isAgents, type Listener } from '../facts/listener.ts';
import type { Probe, Purpose } from '../facts/probe.ts';
import { isAwaited, type Observed } from '../observed.ts';
import type { Facts } from './facts.ts';

/** The next check of an endpoint, and when it is due. */
export interface PlannedProbe {
  readonly endpoint: Endpoint;
  readonly purpose: Purpose;
  /** In the past if it is due now. */
  readonly dueAt: Instant;
  /** A caller asked for it, ahead of the plan. */
  readonly demanded?: true;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;
/** Nothing listens on the port, so a probe would only confirm that. */
const NO_LISTENER_WAIT_MS = 5_000;
/** Connections already wait to be accepted, and a probe would wait behind them. */
const QUEUE_WAIT_MS = 5_000;
/** The other agent would only respond again. */
const OTHER_AGENT_WAIT_MS = 5_000;
/** Listeners cannot be read, so no change wakes the plan. */
const BLIND_WAIT_MS = 1_000;

/**
 * The next check of each endpoint. Empty while there is nothing to probe: no app, an exited app, or a profile that checks only
 * the process. Release checks run until every endpoint has passed once, even if late. Then runtime checks run at the profile's interval.
 * A check that a caller asked for is due immediately, unless a probe has finished since. A port of a sidewatch API is not probed.
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
      // A requested release check counts if it passes. A requested runtime check never counts.
      return { endpoint, purpose, dueAt: askedAt, ...(purpose === 'runtime' && { demanded: true }) };
    });
}

/**
 * The result of a check that a caller asked for at `askedAt`: one finished probe of each endpoint.
 * Undefined while a probe is still missing; empty if there is nothing to probe.
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

/** Whether an agent's API would respond instead of the app. */
function isOfAgents({ port }: Endpoint, { observed: { api, listeners } }: Facts): boolean {
  if (api.known && api.value.open?.port === port) return true;
  const here = listeners.known ? listeners.value.filter((listener) => listener.port === port) : [];
  return here.length > 0 && here.every(isAgents);
}

/** When another agent responded instead of the app, if no new listener has appeared since. */
function agentAnsweredAt(
  { port }: Endpoint,
  { observed: { api, listeners, listenersSince } }: Facts,
): Instant | undefined {
  const at = api.known ? api.value.others?.find((other) => other.port === port)?.at : undefined;
  const isNewer = listeners.known && listenersSince.known && at !== undefined && listenersSince.value > at;
  return isNewer ? undefined : at;
}

/** When a caller asked for a check, if none of these probes has finished since. */
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
  // A response means little before the listeners are known: perhaps only a front server listens.
  if (last === undefined) return listeners.known ? facts.at : blindSince(listeners, startedAt) + BLIND_WAIT_MS;
  // A check that could not even be sent takes no time: without a pause, it would keep the agent from all else.
  if (isBlind(endpoint, facts) && last.undelivered === undefined) return facts.at;
  // This endpoint waits for the others.
  if (last.passed) return last.at + facts.settings.timing.intervalMs;
  if (!listeners.known) return endOf(last) + BLIND_WAIT_MS;
  const here = listeners.value.filter(({ port }) => port === endpoint.port);
  if (here.length === 0) return endOf(last) + NO_LISTENER_WAIT_MS;
  const since = listenersSince.known ? listenersSince.value : 0;
  if (since > last.at) return afterChange(last, since);
  if (waitsInQueue(last, here)) return endOf(last) + QUEUE_WAIT_MS;
  return endOf(last) + backOff(probes, since);
}

/** Whether the agent was not scheduled since the newest check that counts. The app may have become ready meanwhile. */
const isBlind = ({ port }: Endpoint, { observed: { checks } }: Facts): boolean =>
  checks.known && checks.value.some((each) => each.port === port && each.blindSince !== undefined);

/** An app that ran before the agent is also not probed before the first scan. */
const blindSince = (listeners: Observed<unknown>, startedAt: Instant): Instant =>
  isAwaited(listeners) ? Math.max(startedAt, listeners.at) : startedAt;

const endOf = (probe: Probe): Instant => probe.at + probe.durationMs;

/** Immediately after a refusal, which cost the app nothing. Otherwise a changing set of listeners would make the agent hammer the app. */
const afterChange = (last: Probe, since: Instant): Instant =>
  last.outcome.kind === 'refused' ? since : Math.max(since, endOf(last) + FIRST_WAIT_MS);

const waitsInQueue = ({ outcome }: Probe, listeners: readonly Listener[]): boolean =>
  (outcome.kind === 'no-response' || outcome.kind === 'connect-timeout') && listeners.some(({ queued }) => queued > 0);

/** 250 ms after the first failure, doubled with each further failure while the listeners are unchanged, up to 2 s. */
function backOff(probes: readonly Probe[], since: Instant): number {
  const failures = probes.filter(({ at }) => at >= since).length;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1));
}
