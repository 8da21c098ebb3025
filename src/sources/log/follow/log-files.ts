import type { Instant } from '../../../core/clock.ts';
import type { LogOrigin } from '../../../core/facts/log-event.ts';
import type { Source, Watch } from '../../../core/ports/source.ts';
import type { LogReaders } from '../read/log-readers.ts';
import { createFollowers, type Followers } from './followers.ts';
import { seeLog } from './open-log.ts';

/** Which files are followed, and how. */
export interface LogFilesOptions {
  /** Paths of files that the app writes, given by the user. */
  readonly paths: readonly string[];
  /** Finds files that the user did not name. */
  readonly find?: FindLogs;
  readonly readers: Pick<LogReaders, 'open'>;
  /** Polls this often and uses no inotify. Without inotify, the default is 250 ms. */
  readonly pollMs?: number;
}

/** The maximum number of followed files; each costs a descriptor or two, 64 KiB, and a check every second. */
const MAX_LOG_FILES = 8;

/** The longest release timeout: older lines say nothing about the app as it is now. */
const OLDEST_MS = 900_000;
/** The longest delay between the app's start and the agent's record of it, including the kernel's coarse file times. */
const LATENESS_MS = 100;
/** The wait between two searches for files: the first and the longest. */
const SEARCH_MS = { first: 50, last: 5_000 };
const APP_PAUSE_MS = 1_000;

/** Follows the files that the app writes its log to, from its start to its exit, and reports how well that works. */
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
  // The agent's own lines are not the app's, even if both write to one file.
  const own = await Promise.all(['/proc/self/fd/1', '/proc/self/fd/2'].map(seeLog));
  const ownIds = new Set(own.flatMap((seen) => (seen.kind === 'there' ? [seen.id] : [])));
  // Processes come and go: a path leads through the process that was seen last.
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
  /** Its name in the app's own file system. */
  readonly origin: LogOrigin;
  /** The agent's path to that name, and to files that later take its place. */
  readonly path: string;
  /** The open file itself, whatever its name is now. */
  readonly descriptorPath: string;
  /** Its whole content was written through this descriptor. */
  readonly isWhole: boolean;
}

/** Searches the app's processes for these files; the main process is the first. */
export type FindLogs = (pids: readonly number[]) => readonly FoundLog[];
