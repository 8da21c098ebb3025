import type { Instant } from '../../../core/clock.ts';
import type { Exit } from '../../../core/facts/app.ts';
import { endIn, type Stat } from '../files/parse-stat.ts';
import type { FoundProcess, SearchResult } from './app-finder.ts';
import { searchApp } from './app-search.ts';
import { isContainersFirst, look, type SearchContext, startOf } from './search-context.ts';

/** How long a new app may take to appear after one exited: a container restarts within this time, or only after a growing back-off. */
const RETURN_MS = 5_000;
/** A process that outlives the container's first process by this long was not killed with it, so the container did not end. */
const KILLED_MS = 3_000;
/** How late an exit may be noticed, and how far two readings of a process's start may differ. */
const LATENESS_MS = 500;

/** The process that continues for one that is gone, as after a daemon's fork or an upgrade in place; without one, records the exit. */
export function successorOrExit(context: SearchContext, app: FoundProcess, last: Stat): FoundProcess | undefined {
  // A container stops with its first process, and the kernel kills all that this left behind.
  const heir = isContainersFirst(app.stat) ? undefined : successor(context, app, Number.POSITIVE_INFINITY).found;
  if (heir) return heir;
  const { watch } = context;
  watch.record({ kind: 'event', fact: 'app-exited', value: howItEnded(last, app), at: watch.clock.now() });
  return undefined;
}

/** Waits until the app is started again. */
export function awaitReturn(
  context: SearchContext,
  app: FoundProcess,
  signal: AbortSignal,
): Promise<FoundProcess | undefined> {
  const { clock } = context.watch;
  const goneAt = clock.now();
  const until = goneAt + (app.by === 'pid' ? 0 : RETURN_MS);
  const search = (): SearchResult => {
    const { found, ...rest } = successor(context, app, goneAt - LATENESS_MS);
    const isLeftOver = isContainersFirst(app.stat) && found !== undefined && !isContainersFirst(found.stat);
    const isDoomed = isLeftOver && clock.now() - goneAt < KILLED_MS;
    return { ...rest, ...(found && !isDoomed && { found }) };
  };
  return searchApp(context, { search, isDue: () => clock.now() < until, inPlaceOf: app.stat.pid }, signal);
}

/**
 * The process that serves the endpoint now; else one that was the app's already, or one started after `since`. Never a neighbor's process.
 */
function successor(context: SearchContext, { stat }: FoundProcess, since: Instant): SearchResult {
  const { processes } = context.watch.facts().observed;
  const kin = new Map((processes.known ? processes.value : []).map(({ pid, startedAt }) => [pid, startedAt]));
  const isKin = (each: Stat): boolean =>
    Math.abs((kin.get(each.pid) ?? Number.NaN) - startOf(context, each)) < LATENESS_MS ||
    (each.startTicks >= stat.startTicks && [each.session, each.group].includes(stat.pid));
  const isNewer = (each: Stat): boolean => startOf(context, each) >= since;
  const isEligible = (each: Stat): boolean => each.pid !== stat.pid && (isKin(each) || isNewer(each));
  return look(context, { isEligible, mayKeep: false });
}

/** Only a zombie shows how it exited. */
const howItEnded = (now: Stat, { stat }: FoundProcess): Omit<Exit, 'at'> =>
  now.startTicks === stat.startTicks ? (endIn(now) ?? {}) : {};
