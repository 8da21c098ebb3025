import type { Stat } from '../files/parse-stat.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import type { Search } from './app-finder.ts';
import { type Found, isContainersFirst, livesOn, type Seeker, startOf, tellStart } from './seeker.ts';

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
 * it could be told from what is no app: a container's first process that was seen to be made.
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
 * Gives a container's first process that ended before it could count as the app: no more was seen of it than that it was about to become
 * its program, or that it was a script's shell. What it left behind is no app in its place.
 */
function glimpser({ procfs, pid }: Seeker): (search: Search) => Found | undefined {
  let awaited: readonly Glimpsed[] = [];
  return ({ found, starting, keepers, table }) => {
    if (typeof table === 'string' || (found && isContainersFirst(found.stat))) return undefined;
    const { stats } = table;
    const ended = awaited.find(({ stat }) => !livesOn(stat, stats.get(stat.pid)));
    const isKnown = ({ stat }: Glimpsed): boolean => awaited.some((before) => livesOn(before.stat, stat));
    const seen = [...starting.map((stat) => ({ stat, command: [] })), ...keepers.filter(isFirst)];
    awaited = seen.filter((each) => isKnown(each) || opensContainer(procfs, each.stat, stats));
    if (ended === undefined || pid !== undefined) return undefined;
    const last = stats.get(ended.stat.pid);
    return { ...ended, by: 'age', ...(last?.startTicks === ended.stat.startTicks && { stat: last }) };
  };
}

type Glimpsed = Search['keepers'][number];

const isFirst = ({ stat }: Glimpsed): boolean => isContainersFirst(stat);

/** Whether it is the oldest of its container; else someone looks around in that, or asks it how it is (`kubectl exec`, an exec probe). */
function opensContainer(procfs: Procfs, { pid, startTicks }: Stat, stats: ReadonlyMap<number, Stat>): boolean {
  const own = containerOf(procfs, pid);
  const older = [...stats.values()].filter((each) => each.startTicks < startTicks);
  return own === undefined || older.every((each) => containerOf(procfs, each.pid) !== own);
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
