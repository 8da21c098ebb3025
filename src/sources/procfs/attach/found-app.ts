import type { Source, Watch } from '../../../core/ports/source.ts';
import { openProcfs } from '../files/procfs.ts';
import { readBootInstant } from '../processes/boot-time.ts';
import { readStat } from '../processes/process-table.ts';
import { withAncestors } from '../processes/process-tree.ts';
import { appFinder, type FoundProcess, type SearchResult, type Wanted } from './app-finder.ts';
import { searchApp } from './app-search.ts';
import { awaitReturn, successorOrExit } from './app-successor.ts';
import { livesOn, look, recordStart, type SearchContext } from './search-context.ts';

/** What is known in advance of the app to find. */
export interface FoundAppOptions {
  /** The mount point of proc; /proc by default. */
  readonly root?: string;
  readonly agentPid: number;
  /** The app's process; undefined if the agent must find it. */
  readonly pid?: number;
  /** Stops the watching; the app keeps running. */
  readonly stop: AbortSignal;
  /** After this long without a visible app, the agent looks for the reason; 3 s by default. */
  readonly patienceMs?: number;
}

const BOOTING_MS = 100;
const QUIET_MS = 200;
const PATIENCE_MS = 3_000;
/** How often an app that was found by its age is compared with the process that now listens on the endpoint's port. */
const RECHECK_MS = 1_000;

/**
 * Finds the app that someone else started in /proc, and watches it until it exits and does not return, or until `stop`.
 * Never signals it. How it exited is known only if a scan saw its zombie.
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

/** Waits for an app that has not started yet. An app that can never be seen is reported as unseen meanwhile. */
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
 * Why the search may miss a running app: /proc hides it, or shows another PID namespace than the agent's.
 * Undefined while the app may just not have started yet.
 */
function unseenReason({ table, listensUnseen }: SearchResult, agentPid: number): string | undefined {
  if (typeof table === 'string') return `the processes cannot be listed: ${table}`;
  const { stats, unreadable } = table;
  if (!stats.has(agentPid)) return "/proc does not show the agent's own process: it belongs to another PID namespace";
  if (!stats.has(1) && !unreadable.has(1)) return HIDEPID;
  const above = withAncestors(stats, agentPid);
  // The processes above the agent started it.
  if ([...stats.keys()].some((pid) => !above.has(pid))) return listensUnseen ? ELSEWHERE : undefined;
  return listensUnseen || agentPid === 1 ? ELSEWHERE : undefined;
}

const HIDEPID = '/proc hides the processes of other users (mount option hidepid)';
const ELSEWHERE = "no process of the app is in the agent's PID namespace";

/** Waits until the process is gone, or returns another process that turns out to be the app. */
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
    // One failed read does not mean that the process is gone.
    const now = typeof read === 'string' ? stat : read;
    // It may have been a zombie when it was found.
    if (!livesOn(stat, now)) return successorOrExit(context, app, now ?? stat);
    // A shell became the server, or a server was upgraded in place.
    if (now.comm !== stat.comm) recordStart(context, { ...app, stat: now });
    stat = now;
    const other = isPassed(watch) ? undefined : otherListener();
    if (other) return other;
    await watch.pause(isPassed(watch) ? QUIET_MS : BOOTING_MS, signal);
  }
  return undefined;
}

/** Checks once a second which process listens on the endpoint's port, for an app that was found by its age. */
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
