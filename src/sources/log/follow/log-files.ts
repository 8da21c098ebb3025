import type { Instant } from '../../../core/clock.ts';
import type { LogOrigin } from '../../../core/facts/log-event.ts';
import type { Source, Watch } from '../../../core/ports/source.ts';
import type { LogReaders } from '../read/log-readers.ts';
import { createFollowers, type Followers } from './followers.ts';
import { seeLog } from './open-log.ts';

/** Which files are followed, and how. */
export interface LogFilesOptions {
  /** Files that the app is said to write, wherever they are. */
  readonly paths: readonly string[];
  /** Finds those that nobody named. */
  readonly find?: FindLogs;
  readonly readers: Pick<LogReaders, 'open'>;
  /** Looks this often, and asks for no word from the kernel; where that gives none, a look every 250 ms is the default. */
  readonly pollMs?: number;
}

/** As many files as are followed; each costs a descriptor or two, 64 KiB, and a look a second. */
const MAX_LOG_FILES = 8;

/** The longest release timeout: what is older says nothing about the app as it is now. */
const OLDEST_MS = 900_000;
/** Between the app's start and the agent's word of it, the kernel's coarse file times included. */
const LATENESS_MS = 100;
/** Between two searches for files: at first, and at the longest. */
const SEARCH_MS = { first: 50, last: 5_000 };
const APP_PAUSE_MS = 1_000;

/** Follows the files that the app writes its log to, from its start to its end, and tells how well that goes. */
export function logFilesSource({ paths, find, readers, pollMs }: LogFilesOptions): Source {
  return {
    name: 'log files',
    isSlow: true,
    async run(watch, signal) {
      if (!(await appKnown(watch, signal))) return;
      const followers = createFollowers(watch, signal, pollMs);
      const options = { since: () => sinceOf(watch), open: readers.open, now: watch.clock.now };
      for (const path of paths.slice(0, MAX_LOG_FILES)) followers.add({ ...options, origin: path, path: () => path });
      if (find !== undefined) await keepSearching({ followers, find, options, watch, signal });
      await followers.done();
    },
  };
}

async function appKnown(watch: Watch, signal: AbortSignal): Promise<boolean> {
  while (!watch.facts().observed.app.known && !signal.aborted) {
    await watch.pause(APP_PAUSE_MS, signal, ['app-started', 'app-not-started']);
  }
  return watch.facts().observed.app.known;
}

function sinceOf(watch: Watch): Instant {
  const { app } = watch.facts().observed;
  const startedAt = app.known ? app.value.startedAt : 0;
  return Math.max(startedAt - LATENESS_MS, watch.clock.now() - OLDEST_MS);
}

interface Search {
  readonly followers: Followers;
  readonly find: FindLogs;
  readonly options: Omit<Parameters<Followers['add']>[0], 'origin' | 'path'>;
  readonly watch: Watch;
  readonly signal: AbortSignal;
}

async function keepSearching({ followers, find, options, watch, signal }: Search): Promise<void> {
  // Its own lines are none of the app's, also where both write to one file.
  const own = await Promise.all(['/proc/self/fd/1', '/proc/self/fd/2'].map(seeLog));
  const ownIds = new Set(own.flatMap((seen) => (seen.kind === 'there' ? [seen.id] : [])));
  // Processes come and go: a path leads through the one that was seen last.
  const latest = new Map<string, string>();
  let waitMs = SEARCH_MS.first;
  while (!signal.aborted) {
    for (const log of find(pidsOf(watch))) await consider(log);
    await watch.pause(waitMs, signal, ['app-started']);
    waitMs = Math.min(SEARCH_MS.last, waitMs * 2);
  }

  async function consider(log: FoundLog): Promise<void> {
    const { origin, path, descriptorPath } = log;
    latest.set(origin, path);
    const seen = await seeLog(descriptorPath);
    if (seen.kind !== 'there' || ownIds.has(seen.id) || followers.holds(seen.id)) return;
    const first = { path: descriptorPath, isWhole: log.isWhole && isYoung(watch) };
    const known = followers.called(origin);
    if (known !== undefined) known.adopt(first);
    else if (followers.size < MAX_LOG_FILES) {
      followers.add({ ...options, origin, path: () => latest.get(origin) ?? path }, first);
    }
  }
}

function pidsOf(watch: Watch): readonly number[] {
  const { app, processes } = watch.facts().observed;
  const main = app.known && app.value.exit === undefined ? app.value.pid : undefined;
  const others = processes.known ? processes.value.map(({ pid }) => pid) : [];
  return main === undefined ? others : [main, ...others.filter((pid) => pid !== main)];
}

function isYoung(watch: Watch): boolean {
  const { app } = watch.facts().observed;
  return app.known && app.value.startedAt >= sinceOf(watch);
}

/** A file that a process of the app has open to write its log to. */
export interface FoundLog {
  /** Its name as the app's own file system has it. */
  readonly origin: LogOrigin;
  /** Where the name is to be found, and what comes to stand there later. */
  readonly path: string;
  /** The open file itself, whatever its name is by now. */
  readonly descriptorPath: string;
  /** All that it holds was written through this descriptor. */
  readonly isWhole: boolean;
}

/** Looks for such files among the app's processes; the main one is the first. */
export type FindLogs = (pids: readonly number[]) => readonly FoundLog[];
