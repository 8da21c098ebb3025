import type { Search } from './app-finder.ts';
import type { Stat } from './parse-stat.ts';
import { type Procfs, whenRead } from './procfs.ts';
import { type Found, isContainersFirst, type Seeker, startOf, tellStart } from './seeker.ts';

const SEARCH_MS = 200;
/** Between two looks it is asked this often whether a process was started at all. */
const NEWCOMER_MS = 20;
/** A container's first process is the runtime's for some 50 ms, and may be an app that fails at once. */
const STARTING_MS = 5;
const STARTING_LIMIT_MS = 2_000;

/** What is searched for. */
export interface Quest {
  search(): Search;
  /** Whether it is worth going on. */
  isDue(): boolean;
  /** The process in whose place it comes. */
  readonly inPlaceOf?: number;
}

/**
 * Searches until the app is found, and tells its start. Looks when a process was started, and every 200 ms. Finds also what ended before
 * it could be looked at: a container's first process that was seen to be made.
 */
export async function searchApp(
  seeker: Seeker,
  { search, isDue, inPlaceOf }: Quest,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const glimpse = glimpser(seeker);
  while (!signal.aborted && isDue()) {
    const lastBorn = lastBornIn(seeker.procfs);
    const result = search();
    const found = glimpse(result) ?? result.found;
    if (found) tellStart(seeker, found, inPlaceOf);
    if (found) return found;
    await rest(seeker, result.starting, lastBorn, signal);
  }
  return undefined;
}

/**
 * Gives a process that was about to become a container's program, and is gone without ever having been seen as one; what it left behind is
 * no app in its place.
 */
function glimpser(seeker: Seeker): (search: Search) => Found | undefined {
  const own = containerOf(seeker.procfs, seeker.agentPid);
  let awaited: readonly Stat[] = [];
  return ({ found, starting, table }) => {
    if (typeof table === 'string' || (found && isContainersFirst(found.stat))) return undefined;
    const gone = awaited.find(({ pid }) => !table.stats.has(pid));
    // Of the agent's own container: someone looks around in it.
    awaited = starting.filter(({ pid }) => own === undefined || containerOf(seeker.procfs, pid) !== own);
    return gone && seeker.pid === undefined ? { stat: gone, by: 'its age' } : undefined;
  };
}

/** The control groups of a process, which are its container's. */
const containerOf = (procfs: Procfs, pid: number): string | undefined => whenRead(procfs.text(`${pid}/cgroup`));

async function rest(
  seeker: Seeker,
  starting: readonly Stat[],
  lastBorn: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { watch, procfs } = seeker;
  const at = watch.clock.now();
  if (starting.some((stat) => at - startOf(seeker, stat) < STARTING_LIMIT_MS)) {
    return watch.pause(STARTING_MS, signal);
  }
  do await watch.pause(NEWCOMER_MS, signal);
  while (!signal.aborted && watch.clock.now() - at < SEARCH_MS && lastBornIn(procfs) === lastBorn);
}

/** The pid that was given out last in this PID namespace: the last field of /proc/loadavg (proc_loadavg(5)), far cheaper than a listing. */
const lastBornIn = (procfs: Procfs): string | undefined => whenRead(procfs.text('loadavg'))?.trim().split(' ').at(-1);
