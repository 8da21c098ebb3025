import type { Source, Watch } from '../../../core/ports/source.ts';
import { openProcfs } from '../files/procfs.ts';
import { readBootInstant } from '../processes/boot-time.ts';
import { readStat } from '../processes/process-table.ts';
import { withAncestors } from '../processes/process-tree.ts';
import { appFinder, type FoundProcess, type SearchResult, type Wanted } from './app-finder.ts';
import { searchApp } from './app-search.ts';
import { awaitReturn, successorOrExit } from './app-successor.ts';
import { livesOn, look, recordStart, type SearchContext } from './search-context.ts';

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
/** How often an app that was found by its age is compared with whoever listens on the endpoint's port by now. */
const RECHECK_MS = 1_000;

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
      const context: SearchContext = {
        procfs,
        bootAt,
        watch,
        find: appFinder(procfs, agentPid, bootAt),
        agentPid,
        patienceMs,
        ...(pid !== undefined && { pid }),
      };
      await follow(context, AbortSignal.any([stop, signal]));
      if (stop.aborted) {
        watch.record({ kind: 'event', fact: 'stop-requested', value: { by: 'SIGTERM' }, at: watch.clock.now() });
      }
    },
  };
}

async function follow(context: SearchContext, signal: AbortSignal): Promise<void> {
  let app = await firstFound(context, signal);
  while (app !== undefined && !signal.aborted) {
    const last: FoundProcess = app;
    const next = await untilGone(context, last, signal);
    if (signal.aborted) return;
    if (next) recordStart(context, next, last.stat.pid);
    app = next ?? (await awaitReturn(context, last, signal));
  }
}

/** Waits for an app that is not there yet. One that can never be seen is told as unseen meanwhile. */
function firstFound(context: SearchContext, signal: AbortSignal): Promise<FoundProcess | undefined> {
  const { watch, pid, patienceMs, agentPid } = context;
  const since = watch.clock.now();
  const wanted: Wanted = { isEligible: () => true, mayKeep: true, ...(pid !== undefined && { pid }) };
  let told: string | undefined;
  return searchApp(context, { search, isDue: () => true }, signal);

  function search(): SearchResult {
    const result = look(context, wanted);
    const isBlind = result.found === undefined && watch.clock.now() - since >= patienceMs;
    const reason = isBlind ? unseenReason(result, agentPid) : undefined;
    if (reason !== undefined && reason !== told) {
      watch.record({ kind: 'event', fact: 'app-unseen', value: { reason }, at: watch.clock.now() });
    }
    told = reason ?? told;
    return result;
  }
}

/**
 * Why an app that was searched for in vain can be there all the same: /proc hides it, or shows another PID namespace than its own.
 * Undefined while it may just not have been started yet.
 */
function unseenReason({ table, listensUnseen }: SearchResult, agentPid: number): string | undefined {
  if (typeof table === 'string') return `the processes cannot be listed: ${table}`;
  const { stats, unreadable } = table;
  if (!stats.has(agentPid)) return "/proc does not show the agent's own process: it is another PID namespace's";
  if (!stats.has(1) && !unreadable.has(1)) return HIDEPID;
  const above = withAncestors(stats, agentPid);
  // What is above the agent started it.
  if ([...stats.keys()].some((pid) => !above.has(pid))) return listensUnseen ? ELSEWHERE : undefined;
  return listensUnseen || agentPid === 1 ? ELSEWHERE : undefined;
}

const HIDEPID = '/proc hides the processes of other users (mount option hidepid)';
const ELSEWHERE = "no process of the app is in the agent's PID namespace";

/** Until the process is gone, or another turns out to be the app, which is then given. */
async function untilGone(
  context: SearchContext,
  app: FoundProcess,
  signal: AbortSignal,
): Promise<FoundProcess | undefined> {
  const { watch, procfs } = context;
  const otherListener = otherListenerCheck(context, app);
  let stat = app.stat;
  while (!signal.aborted) {
    const read = readStat(procfs, stat.pid);
    // One that cannot be read for once is not gone.
    const now = typeof read === 'string' ? stat : read;
    // It may have been found as a zombie.
    if (!livesOn(stat, now)) return successorOrExit(context, app, now ?? stat);
    // A shell that became the server, or a server that was updated in place.
    if (now.comm !== stat.comm) recordStart(context, { ...app, stat: now });
    stat = now;
    const other = isPassed(watch) ? undefined : otherListener();
    if (other) return other;
    await watch.pause(isPassed(watch) ? QUIET_MS : BOOTING_MS, signal);
  }
  return undefined;
}

/** Looks once a second for whoever listens on the endpoint's port, if that is not the app that was found by its age. */
function otherListenerCheck(context: SearchContext, { stat, by }: FoundProcess): () => FoundProcess | undefined {
  let lastAt = context.watch.clock.now();
  return () => {
    const at = context.watch.clock.now();
    if (by !== 'age' || at - lastAt < RECHECK_MS) return undefined;
    lastAt = at;
    const { found } = look(context, { isEligible: () => true, mayKeep: false });
    return found?.by === 'listener' && found.stat.pid !== stat.pid ? found : undefined;
  };
}

const isPassed = ({ facts }: Watch): boolean => {
  const { health } = facts().observed;
  return health.known && health.value.release.state === 'passed';
};
