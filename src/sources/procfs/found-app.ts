import { constants } from 'node:os';
import type { Instant } from '../../core/clock.ts';
import type { Exit } from '../../core/facts/app.ts';
import { isAlive } from '../../core/facts/process.ts';
import type { Source, Watch } from '../../core/source.ts';
import { appFinder, type Search, type Wanted } from './app-finder.ts';
import { searchApp } from './app-search.ts';
import { readBootInstant } from './boot-time.ts';
import type { Stat } from './parse-stat.ts';
import { readStat } from './process-table.ts';
import { openProcfs } from './procfs.ts';
import { type Found, isContainersFirst, look, type Seeker, startOf, tellStart } from './seeker.ts';
import { unseenReason } from './unseen-reason.ts';

/** What is known beforehand of the app to be found. */
export interface FoundAppOptions {
  /** Where proc is mounted; /proc unless told. */
  readonly root?: string;
  readonly agentPid: number;
  /** The app's process; undefined: it is to be found. */
  readonly pid?: number;
  /** Ends the watching; the app goes on. */
  readonly stop: AbortSignal;
  /** After this long without an app to be seen, it is asked why; 3 s unless told. */
  readonly patienceMs?: number;
}

const BOOTING_MS = 100;
const QUIET_MS = 200;
const PATIENCE_MS = 3_000;
/** How long an app that ended may take to come back: a container is started anew within this time, or only after a growing back-off. */
const RETURN_MS = 5_000;
/** How often an app that was told by its age is compared with whoever listens on the endpoint's port by now. */
const DOUBT_MS = 1_000;

/**
 * The app that someone else started, found in /proc and watched until it ended and did not come back, or `stop`.
 * It is never signalled. How it ended is known only where a look met it as a zombie.
 */
export function foundApp({ root, agentPid, pid, stop, patienceMs = PATIENCE_MS }: FoundAppOptions): Source {
  return {
    name: 'found app',
    async run(watch, signal) {
      const procfs = openProcfs(root);
      const bootAt = readBootInstant(procfs, { agentPid, agentUptimeMs: process.uptime() * 1_000 }, watch.clock.now());
      const seeker: Seeker = {
        procfs,
        bootAt,
        watch,
        find: appFinder(procfs, agentPid, bootAt),
        agentPid,
        patienceMs,
        ...(pid !== undefined && { pid }),
      };
      await follow(seeker, AbortSignal.any([stop, signal]));
      if (stop.aborted) {
        watch.record({ kind: 'event', fact: 'stop-requested', value: { by: 'SIGTERM' }, at: watch.clock.now() });
      }
    },
  };
}

async function follow(seeker: Seeker, signal: AbortSignal): Promise<void> {
  let app = await firstFound(seeker, signal);
  while (app !== undefined && !signal.aborted) {
    const last: Found = app;
    const next = await untilGone(seeker, last, signal);
    if (signal.aborted) return;
    if (next) tellStart(seeker, next, last.stat.pid);
    app = next ?? (await comeBack(seeker, last, signal));
  }
}

/** Waits for an app that is not there yet. One that can never be seen is told as unseen meanwhile. */
function firstFound(seeker: Seeker, signal: AbortSignal): Promise<Found | undefined> {
  const { watch, pid, patienceMs, agentPid } = seeker;
  const since = watch.clock.now();
  const wanted: Wanted = { isEligible: () => true, mayKeep: true, ...(pid !== undefined && { pid }) };
  let told: string | undefined;
  return searchApp(seeker, { search, isDue: () => true }, signal);

  function search(): Search {
    const result = look(seeker, wanted);
    const isBlind = result.found === undefined && watch.clock.now() - since >= patienceMs;
    const reason = isBlind ? unseenReason(result, agentPid) : undefined;
    if (reason !== undefined && reason !== told) {
      watch.record({ kind: 'event', fact: 'app-unseen', value: { reason }, at: watch.clock.now() });
    }
    told = reason ?? told;
    return result;
  }
}

/** Until the process is gone, or another turns out to be the app, which is then given. */
async function untilGone(seeker: Seeker, app: Found, signal: AbortSignal): Promise<Found | undefined> {
  const { watch, procfs } = seeker;
  const doubt = doubter(seeker, app);
  let stat = app.stat;
  while (!signal.aborted) {
    const read = readStat(procfs, stat.pid);
    // One that cannot be read for once is not gone.
    const now = typeof read === 'string' ? stat : read;
    if (now === undefined || !isSame(now, stat)) return handedOver(seeker, app, now);
    // A shell that became the server, or a server that was updated in place.
    if (now.comm !== stat.comm) tellStart(seeker, { ...app, stat: now });
    stat = now;
    const other = isPassed(watch) ? undefined : doubt();
    if (other) return other;
    await watch.pause(isPassed(watch) ? QUIET_MS : BOOTING_MS, signal);
  }
  return undefined;
}

/** Now and then gives whoever listens on the endpoint's port, if that is not the app that was told by its age. */
function doubter(seeker: Seeker, { stat, by }: Found): () => Found | undefined {
  let lastAt = seeker.watch.clock.now();
  return () => {
    const at = seeker.watch.clock.now();
    if (by !== 'its age' || at - lastAt < DOUBT_MS) return undefined;
    lastAt = at;
    const { found } = look(seeker, { isEligible: () => true, mayKeep: false });
    return found?.by === 'its listener' && found.stat.pid !== stat.pid ? found : undefined;
  };
}

const isSame = (now: Stat, before: Stat): boolean => now.startTicks === before.startTicks && isAlive(now);

const isPassed = ({ facts }: Watch): boolean => {
  const { health } = facts().observed;
  return health.known && health.value.release.state === 'passed';
};

/** The process that goes on at once for one that is gone, as after a daemon's fork or an upgrade in place; else the end is told. */
function handedOver(seeker: Seeker, app: Found, zombie: Stat | undefined): Found | undefined {
  // A container ends with its first process, and all that this left behind is killed.
  const heir = isContainersFirst(app.stat) ? undefined : successor(seeker, app, Number.POSITIVE_INFINITY).found;
  if (heir) return heir;
  const { watch } = seeker;
  watch.record({ kind: 'event', fact: 'app-exited', value: howItEnded(zombie, app), at: watch.clock.now() });
  return undefined;
}

/** Waits for the app to be started anew. */
function comeBack(seeker: Seeker, app: Found, signal: AbortSignal): Promise<Found | undefined> {
  const { clock } = seeker.watch;
  const goneAt = clock.now();
  const until = goneAt + (app.by === '--pid' ? 0 : RETURN_MS);
  const search = (): Search => {
    const { found, ...rest } = successor(seeker, app, goneAt - LATENESS_MS);
    const isLeftOver = isContainersFirst(app.stat) && found !== undefined && !isContainersFirst(found.stat);
    const isDoomed = isLeftOver && clock.now() - goneAt < KILLED_MS;
    return { ...rest, ...(found && !isDoomed && { found }) };
  };
  return searchApp(seeker, { search, isDue: () => clock.now() < until, inPlaceOf: app.stat.pid }, signal);
}

/** What a container's first process left behind and lives on for this long is not killed with it: that was no container's end. */
const KILLED_MS = 3_000;
/** How late an end may be noticed, and how far two readings of a process's start may be apart. */
const LATENESS_MS = 500;

/** Whoever serves the endpoint by now; else what was the app's already, or was started after `since`; not its neighbours. */
function successor(seeker: Seeker, { stat }: Found, since: Instant): Search {
  const { processes } = seeker.watch.facts().observed;
  const kin = new Map((processes.known ? processes.value : []).map(({ pid, startedAt }) => [pid, startedAt]));
  const isKin = (each: Stat): boolean =>
    Math.abs((kin.get(each.pid) ?? Number.NaN) - startOf(seeker, each)) < LATENESS_MS ||
    (each.startTicks >= stat.startTicks && [each.session, each.group].includes(stat.pid));
  const isNewer = (each: Stat): boolean => startOf(seeker, each) >= since;
  const isEligible = (each: Stat): boolean => each.pid !== stat.pid && (isKin(each) || isNewer(each));
  return look(seeker, { isEligible, mayKeep: false });
}

function howItEnded(zombie: Stat | undefined, { stat }: Found): Omit<Exit, 'at'> {
  if (zombie?.startTicks !== stat.startTicks || !zombie.exitStatus) return {};
  const number = zombie.exitStatus & 0x7f;
  if (number === 0) return { code: zombie.exitStatus >> 8 };
  const name = Object.entries(constants.signals).find(([, each]) => each === number)?.[0];
  return name === undefined ? {} : { signal: name };
}
