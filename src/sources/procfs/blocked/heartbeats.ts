import type { Instant } from '../../../core/clock.ts';
import { type Heartbeat, isAlive, type Process } from '../../../core/facts/process.ts';
import { known, type Observed, unknown } from '../../../core/observed.ts';
import { type FileStat, type Procfs, whenRead } from '../files/procfs.ts';

/** One moment on two clocks. */
export interface Moment {
  readonly at: Instant;
  /** CLOCK_MONOTONIC. */
  readonly monotonicMs: number;
}

/**
 * When a Gunicorn worker last touched its heartbeat file. Undefined if it never did: it is still booting.
 * Up to 21.2 Gunicorn flips the mode, so ctime shows it. From 22.0 it sets mtime to the monotonic clock (fixtures/proc/heartbeat.json).
 */
export function lastBeat(file: FileStat, { at, monotonicMs }: Moment): Instant | undefined {
  if (file.mtimeMs < WALL_CLOCK_MS) return Math.min(at, Math.round(at - monotonicMs + file.mtimeMs));
  return file.mode === UNTOUCHED_MODE ? undefined : Math.min(at, file.ctimeMs);
}

/** A monotonic clock above this has run for 31 years; the wall clock passed it in 2001. */
const WALL_CLOCK_MS = 1e12;
/** The mode that mkstemp(3) sets. */
const UNTOUCHED_MODE = 0o600;

const FILE = /\/wgunicorn-[^/]+$/;
/** Gunicorn opens the file before it forks, so its descriptor is a low one. */
const SEARCHED_DESCRIPTORS = 512;
const WATCHED_WORKERS = 256;
const MOST_TRIES = 5;

/** One worker's file, as far as it is known; `path` is unique to it. */
interface Watched {
  readonly tries: number;
  readonly file?: { readonly descriptor: number; readonly path: string };
}

/** Reads the heartbeats of all Gunicorn workers among `processes`; it finds each worker's file once. */
export function heartbeatReader(
  procfs: Procfs,
): (processes: readonly Process[], moment: Moment) => Observed<readonly Heartbeat[]> {
  let watched: ReadonlyMap<string, Watched> = new Map();
  return (processes, moment) => {
    const pool = processes.filter((each) => isAlive(each) && looksLikeGunicorn(each));
    const pids = new Set(pool.map(({ pid }) => pid));
    const workers = pool.filter((each) => pids.has(each.ppid) || watched.has(key(each)));
    const now = new Map<string, Watched>();
    const heartbeats: Heartbeat[] = [];
    for (const worker of workers.sort(byAge).slice(0, WATCHED_WORKERS)) {
      const name = key(worker);
      const found = findFile(procfs, worker, watched.get(name), [...now.values()]);
      if (typeof found === 'string') return unknown(found, moment.at);
      now.set(name, found);
      const file = found.file && whenRead(procfs.fileStat(worker.pid, found.file.descriptor));
      if (file) heartbeats.push(heartbeat(worker.pid, lastBeat(file, moment)));
    }
    watched = now;
    return known(heartbeats, moment.at);
  };
}

/**
 * Recognizes Gunicorn by its command line, or by its title if setproctitle renamed it:
 * python -m gunicorn, /usr/bin/gunicorn3, "gunicorn: worker [shop]".
 */
export const looksLikeGunicorn = ({ name, command }: Pick<Process, 'name' | 'command'>): boolean =>
  name.startsWith('gunicorn') || command.slice(0, 8).some((word) => /^(?:.*\/)?gunicorn[\d.]*(?::|$)/.test(word));

const heartbeat = (pid: number, beatAt: Instant | undefined): Heartbeat => ({
  pid,
  ...(beatAt !== undefined && { beatAt }),
});

const byAge = (a: Process, b: Process): number => a.startedAt - b.startedAt || a.pid - b.pid;

const key = ({ pid, startedAt }: Process): string => `${pid}:${startedAt}`;

/** The worker's file, once only one candidate is left; a text when the descriptors cannot be read. */
function findFile(
  procfs: Procfs,
  worker: Process,
  before: Watched | undefined,
  elders: readonly Watched[],
): Watched | string {
  const { file, tries } = before ?? { tries: 0 };
  if (file && whenRead(procfs.link(`${worker.pid}/fd/${file.descriptor}`)) === file.path) return { file, tries: 0 };
  if (tries >= MOST_TRIES) return { tries };
  const held = filesOf(procfs, worker.pid);
  if (typeof held === 'string') return held;
  const mastersOwn = filesOf(procfs, worker.ppid);
  const isMasters = (path: string): boolean =>
    typeof mastersOwn === 'string' || mastersOwn.some((each) => each.path === path);
  // A young worker also holds the files of earlier workers until it has closed them.
  const own = held.filter(({ path }) => isMasters(path) && !elders.some((elder) => elder.file?.path === path));
  const [only, ...others] = own;
  return { tries: tries + 1, ...(only && others.length === 0 && { file: only }) };
}

function filesOf(procfs: Procfs, pid: number): readonly { descriptor: number; path: string }[] | string {
  const descriptors = procfs.descriptors(pid);
  if (descriptors.kind === 'vanished') return [];
  if (descriptors.kind !== 'read') return `Gunicorn's heartbeat files cannot be read: ${descriptors.reason}`;
  return descriptors.value.slice(0, SEARCHED_DESCRIPTORS).flatMap((descriptor) => {
    const path = whenRead(procfs.link(`${pid}/fd/${descriptor}`));
    return path !== undefined && FILE.test(path) ? [{ descriptor, path }] : [];
  });
}
