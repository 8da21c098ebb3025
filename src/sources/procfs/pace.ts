import type { Instant } from '../../core/clock.ts';
import type { Facts } from '../../core/memory/facts.ts';

const FAST_MS = 100;
/** Until the release check has passed, a new listener must be known within 250 ms. */
const WAITING_MS = 200;
const SLOW_MS = 1_000;
const HEALTHY_MS = 5_000;
const LONG_UNCHANGED_MS = 60_000;
const JUST_NOW_MS = 3_000;

/** The time until the next scan of /proc, in ms: 100 while something happens, up to 1,000 while nothing does, 5,000 while all is well. */
export function paceMs(facts: Facts): number {
  const { app, health } = facts.observed;
  if (!app.known || !health.known || app.value.startFailure) return SLOW_MS;
  if (app.value.exit) return facts.at - app.value.exit.at < JUST_NOW_MS ? FAST_MS : SLOW_MS;
  const unchangedMs = facts.at - lastChangeAt(facts);
  if (unchangedMs < JUST_NOW_MS) return FAST_MS;
  if (isWell(facts)) return Math.min(HEALTHY_MS, Math.max(SLOW_MS, answerDueAt(facts) - facts.at));
  if (unchangedMs < LONG_UNCHANGED_MS) return FAST_MS;
  const { release } = health.value;
  return release.state === 'waiting' ? WAITING_MS : SLOW_MS;
}

/** Whether the app is well, nothing about it has just changed, and no probe response is overdue. */
export const isCalm = (facts: Facts): boolean =>
  isWell(facts) && paceMs(facts) >= SLOW_MS && answerDueAt(facts) > facts.at;

const isWell = ({ observed: { health } }: Facts): boolean =>
  health.known &&
  health.value.status === 'running' &&
  health.value.runtime.state === 'healthy' &&
  health.value.runtime.consecutiveFailures === 0;

/** Responses usually take less. When one is late, it is worth scanning what the app is doing before something kills it. */
const USUAL_ANSWER_MS = 1_000;

/** The time by which the next scheduled probe should have its response. */
function answerDueAt({ at, settings, observed: { probes } }: Facts): Instant {
  const last = probes.known ? probes.value.findLast(({ demanded }) => demanded !== true) : undefined;
  return last === undefined
    ? at + HEALTHY_MS
    : last.at + last.durationMs + settings.timing.intervalMs + USUAL_ANSWER_MS;
}

/** The last scan, which decides how long to rest. */
export interface LastLook {
  readonly at: Instant;
  /** CPU time: on a busy machine a scan takes longer than it costs. */
  readonly costMs: number;
  readonly tookMs: number;
}

const LEAST_MS = 50;
const HEALTHY_LEAST_MS = 500;
/** Scanning uses at most a tenth of a core, and half of the agent's time; but no scan is put off for longer than this. */
const MOST_MS = 5_000;

/** The earliest next scan, whatever happens meanwhile: 50 ms after the last one, longer after a costly one. An exit skips that wait. */
export function earliestLook(facts: Facts, { at, costMs, tookMs }: LastLook): Instant {
  const { app } = facts.observed;
  const isExitUnseen = app.known && app.value.exit !== undefined && app.value.exit.at >= at;
  if (isExitUnseen) return at + LEAST_MS;
  const leastMs = paceMs(facts) >= SLOW_MS && isWell(facts) ? HEALTHY_LEAST_MS : LEAST_MS;
  return at + Math.max(leastMs, Math.min(Math.max(costMs * 10, tookMs * 2), MOST_MS));
}

/** When the app's listeners, workers or status last changed. */
function lastChangeAt({ observed: { app, listenersSince, health, pool } }: Facts): Instant {
  const worker = pool.known ? pool.value.workers.at(-1) : undefined;
  return Math.max(
    app.known ? app.value.startedAt : 0,
    app.known ? (app.value.stopRequestedAt ?? 0) : 0,
    listenersSince.known ? listenersSince.value : 0,
    health.known ? (health.value.release.failedAt ?? 0) : 0,
    health.known ? (health.value.release.passedAt ?? 0) : 0,
    worker?.bootedAt ?? 0,
    worker?.timeout?.at ?? 0,
  );
}
