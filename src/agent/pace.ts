import type { Instant } from '../core/clock.ts';
import { endedOnItsOwn, isEndClear, LOOK_LIMIT_MS } from '../core/facts/ended.ts';
import { isAlive } from '../core/facts/process.ts';
import type { Facts } from '../core/memory/facts.ts';
import { isAwaited } from '../core/observed.ts';

/** How long survivors of the command may take to show a listener: most do within 30 ms, supervisors within about a second. */
const SURVIVOR_SETTLE_MS = 1_500;

/** How long until time alone may change a judgement: often while the app starts or is ill, seldom while it is well. */
export function tickMs(facts: Facts): number {
  const { health, app } = facts.observed;
  if (!health.known || (app.known && app.value.exit)) return 100;
  if (health.value.status === 'pending') return 250;
  return health.value.status === 'running' && health.value.runtime.consecutiveFailures === 0 ? 5_000 : 1_000;
}

/** Of the exit grace, what the agent itself needs to end once the last report is out. */
const LAST_WORDS_MS = 150;

/**
 * What is left of the exit grace, which counts from the app's end: for the look at what it left behind and for the last report together.
 * Whole where the agent is to end and the app is not.
 */
export function graceLeftMs({ at, observed: { app } }: Facts, graceMs: number): number {
  const endedAt = app.known ? (app.value.exit?.at ?? app.value.startFailure?.at) : undefined;
  if (endedAt === undefined) return graceMs;
  return Math.max(0, graceMs - Math.min(LAST_WORDS_MS, graceMs / 10) - Math.max(0, at - endedAt));
}

/** Whether the look at what the app left behind must end: a sixth of the grace is the last report's. */
export const isLookOver = (facts: Facts, graceMs: number): boolean =>
  isSettled(facts) || graceLeftMs(facts, graceMs) <= graceMs / 6;

const SHARED_MS = 5_000;
/** A wait that ended this much early is not to end again at the same moment. */
const EARLY_MS = 20;

/**
 * The wait that is made of one of `ms`: long ones end at multiples of 5 s, counted from `since`, up to 5 s early. What looks seldom then looks
 * together with all else, and an idle agent wakes once for it.
 */
export function sharedWaitMs(ms: number, now: Instant, since: Instant): number {
  if (ms < SHARED_MS) return ms;
  const passedMs = now - since;
  return Math.floor((passedMs + ms + EARLY_MS) / SHARED_MS) * SHARED_MS - passedMs;
}

/** Whether all is known that the last report on an ended app needs: what is left of it, and where that listens. */
export function isSettled({ at, observed: { app, processes, listeners } }: Facts): boolean {
  if (!app.known || app.value.exit === undefined) return true;
  if (endedOnItsOwn(app.value) && !isEndClear(app.value.exit, at)) return false;
  const sinceExitMs = at - app.value.exit.at;
  // Beside the launcher the app may have ended before the agent began, which is when a fact is awaited from.
  if (isAwaited(processes)) return Math.min(sinceExitMs, at - processes.at) >= LOOK_LIMIT_MS;
  if (processes.at < app.value.exit.at) return sinceExitMs >= LOOK_LIMIT_MS;
  if (app.value.stopRequestedAt !== undefined || !processes.known) return true;
  const survivors = processes.value.filter((process) => process.kinship === 'survivor' && isAlive(process));
  const listens = listeners.known && listeners.value.some(({ pid }) => survivors.some((each) => each.pid === pid));
  return survivors.length === 0 || listens || sinceExitMs > SURVIVOR_SETTLE_MS;
}
