import type { Source, Watch } from '../../../core/ports/source.ts';
import { openProcfs } from '../files/procfs.ts';
import { readBootInstant } from '../processes/boot-time.ts';
import { readStat } from '../processes/process-table.ts';
import { appFinder, type Search, type Wanted } from './app-finder.ts';
import { searchApp } from './app-search.ts';
import { comeBack, handedOver } from './app-succession.ts';
import { type Found, livesOn, look, type Seeker, tellStart } from './seeker.ts';
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
    // It may have been found as a zombie.
    if (!livesOn(stat, now)) return handedOver(seeker, app, now ?? stat);
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
    if (by !== 'age' || at - lastAt < DOUBT_MS) return undefined;
    lastAt = at;
    const { found } = look(seeker, { isEligible: () => true, mayKeep: false });
    return found?.by === 'listener' && found.stat.pid !== stat.pid ? found : undefined;
  };
}

const isPassed = ({ facts }: Watch): boolean => {
  const { health } = facts().observed;
  return health.known && health.value.release.state === 'passed';
};
