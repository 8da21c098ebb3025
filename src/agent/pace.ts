import type { Instant } from '../core/clock.ts';
import { endedOnItsOwn, isEndClear, LOOK_LIMIT_MS } from '../core/facts/ended.ts';
import { isAlive } from '../core/facts/process.ts';
import type { Facts } from '../core/memory/facts.ts';
import { isAwaited } from '../core/observed.ts';

/** How long survivors of the command may take to open a listener. Most take up to 30 ms, supervisors about a second. */
const SURVIVOR_SETTLE_MS = 1_500;

/** The time to the next tick: short while the app starts or is unhealthy, long while it is healthy. */
export function tickMs(facts: Facts): number {
  const { health, app } = facts.observed;
  if (!health.known || (app.known && app.value.exit)) return 100;
  if (health.value.status === 'pending') return 250;
  return health.value.status === 'running' && health.value.runtime.consecutiveFailures === 0 ? 5_000 : 1_000;
}

/** The part of the exit grace that the agent needs to exit after the last report. */
const LAST_WORDS_MS = 150;

/**
 * What is left of the exit grace, which starts at the app's exit. The last scan and the last report share it.
 * The whole grace if the agent must exit but the app keeps running.
 */
export function graceLeftMs({ at, observed: { app } }: Facts, graceMs: number): number {
  const endedAt = app.known ? (app.value.exit?.at ?? app.value.startFailure?.at) : undefined;
  if (endedAt === undefined) return graceMs;
  return Math.max(0, graceMs - Math.min(LAST_WORDS_MS, graceMs / 10) - Math.max(0, at - endedAt));
}

/** Whether the last scan must end. The last report gets a sixth of the grace. */
export const isLookOver = (facts: Facts, graceMs: number): boolean =>
  isSettled(facts) || graceLeftMs(facts, graceMs) <= graceMs / 6;

const SHARED_MS = 5_000;
/** A wait that ended this much early must not end again at the same multiple. */
const EARLY_MS = 20;

/**
 * The wait to use for a wait of `ms`. Long ones end at multiples of 5 s after `since`, up to 5 s early. Infrequent waits then end
 * together, and an idle agent wakes once for all of them.
 */
export function sharedWaitMs(ms: number, now: Instant, since: Instant): number {
  if (ms < SHARED_MS) return ms;
  const passedMs = now - since;
  return Math.floor((passedMs + ms + EARLY_MS) / SHARED_MS) * SHARED_MS - passedMs;
}

/** Whether everything is known that the last report on an exited app needs: what is left of it, and where that listens. */
export function isSettled({ at, observed: { app, processes, listeners } }: Facts): boolean {
  if (!app.known || app.value.exit === undefined) return true;
  if (endedOnItsOwn(app.value) && !isEndClear(app.value.exit, at)) return false;
  const sinceExitMs = at - app.value.exit.at;
  // Under the launcher the app may have exited before the agent started, and facts are awaited from the agent's start.
  if (isAwaited(processes)) return Math.min(sinceExitMs, at - processes.at) >= LOOK_LIMIT_MS;
  if (processes.at < app.value.exit.at) return sinceExitMs >= LOOK_LIMIT_MS;
  if (app.value.stopRequestedAt !== undefined || !processes.known) return true;
  const survivors = processes.value.filter((process) => process.kinship === 'survivor' && isAlive(process));
  const listens = listeners.known && listeners.value.some(({ pid }) => survivors.some((each) => each.pid === pid));
  return survivors.length === 0 || listens || sinceExitMs > SURVIVOR_SETTLE_MS;
}
