import type { Stat } from '../files/parse-stat.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import type { FoundProcess, SearchResult } from './app-finder.ts';
import { isContainersFirst, livesOn, recordStart, type SearchContext, startOf } from './search-context.ts';

const SEARCH_MS = 200;
/** Between two scans, the search checks this often whether any process was started. */
const NEWCOMER_MS = 20;
/** A container's first process belongs to the runtime for some 50 ms, and may be an app that fails immediately. */
const STARTING_MS = 5;
const STARTING_LIMIT_MS = 2_000;

/** How one search works. */
export interface SearchPlan {
  search(): SearchResult;
  /** Whether the search should continue. */
  isDue(): boolean;
  /** The process that the app replaces. */
  readonly inPlaceOf?: number;
}

/**
 * Searches until the app is found, and records its start. Scans when a process was started, and every 200 ms.
 * Also finds a container's first process that was seen in creation and exited before it could be distinguished from other programs.
 */
export async function searchApp(
  context: SearchContext,
  { search, isDue, inPlaceOf }: SearchPlan,
  signal: AbortSignal,
): Promise<FoundProcess | undefined> {
  const findShortLived = shortLivedFinder(context);
  while (!signal.aborted && isDue()) {
    const lastBorn = lastBornIn(context.procfs);
    const result = search();
    const found = findShortLived(result) ?? result.found;
    if (found) recordStart(context, found, inPlaceOf);
    if (found) return found;
    await rest(context, result.starting, lastBorn, signal);
  }
  return undefined;
}

/**
 * Finds a container's first process that exited before it could count as the app. It was only seen about to become its program,
 * or as a script's shell. Processes that it left behind do not become the app.
 */
function shortLivedFinder({ procfs, pid }: SearchContext): (search: SearchResult) => FoundProcess | undefined {
  let awaited: readonly AwaitedProcess[] = [];
  return ({ found, starting, keepers, table }) => {
    if (typeof table === 'string' || (found && isContainersFirst(found.stat))) return undefined;
    const { stats } = table;
    const ended = awaited.find(({ stat }) => !livesOn(stat, stats.get(stat.pid)));
    const isKnown = ({ stat }: AwaitedProcess): boolean => awaited.some((before) => livesOn(before.stat, stat));
    const seen = [...starting.map((stat) => ({ stat, command: [] })), ...keepers.filter(isFirst)];
    awaited = seen.filter((each) => isKnown(each) || opensContainer(procfs, each.stat, stats));
    if (ended === undefined || pid !== undefined) return undefined;
    const last = stats.get(ended.stat.pid);
    return { ...ended, by: 'age', ...(last?.startTicks === ended.stat.startTicks && { stat: last }) };
  };
}

type AwaitedProcess = SearchResult['keepers'][number];

const isFirst = ({ stat }: AwaitedProcess): boolean => isContainersFirst(stat);

/**
 * Whether it is the oldest process of its container. Otherwise someone looks around or checks health there (`kubectl exec`, an exec probe).
 */
function opensContainer(procfs: Procfs, { pid, startTicks }: Stat, stats: ReadonlyMap<number, Stat>): boolean {
  const own = containerOf(procfs, pid);
  const older = [...stats.values()].filter((each) => each.startTicks < startTicks);
  return own === undefined || older.every((each) => containerOf(procfs, each.pid) !== own);
}

/** The control groups of a process, which identify its container. */
const containerOf = (procfs: Procfs, pid: number): string | undefined => whenRead(procfs.text(`${pid}/cgroup`));

async function rest(
  context: SearchContext,
  starting: readonly Stat[],
  lastBorn: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { watch, procfs } = context;
  const at = watch.clock.now();
  if (starting.some((stat) => at - startOf(context, stat) < STARTING_LIMIT_MS)) {
    return watch.pause(STARTING_MS, signal);
  }
  do await watch.pause(NEWCOMER_MS, signal);
  while (!signal.aborted && watch.clock.now() - at < SEARCH_MS && lastBornIn(procfs) === lastBorn);
}

/** The newest pid in this PID namespace: the last field of /proc/loadavg (proc_loadavg(5)), far cheaper to read than a listing. */
const lastBornIn = (procfs: Procfs): string | undefined => whenRead(procfs.text('loadavg'))?.trim().split(' ').at(-1);
