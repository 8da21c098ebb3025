import type { Instant } from '../../core/clock.ts';
import type { FollowedLog } from '../../core/followed-log.ts';
import type { Source, Watch } from '../../core/source.ts';
import { fileBell } from './file-bell.ts';
import { followLog, type LogFollower, type Turn } from './follow-log.ts';
import type { LogReaders } from './log-readers.ts';

/** Which files are followed, and how. */
export interface LogFilesOptions {
  /** Files that the app is said to write, wherever they are. */
  readonly paths: readonly string[];
  readonly readers: Pick<LogReaders, 'open'>;
  /** Looks this often, and asks for no word from the kernel; for file systems that give none, a look every 250 ms is the default. */
  readonly pollMs?: number;
}

/** As many files as are followed; each costs a descriptor or two, 64 KiB, and a look a second. */
export const MAX_LOG_FILES = 8;

/** The longest release timeout: what is older says nothing about the app as it is now. */
const OLDEST_MS = 900_000;
/** Between the app's start and the agent's word of it, the kernel's coarse file times included. */
const LATENESS_MS = 100;
const THROTTLE_MS = 20;
const ROTATING_MS = 100;
const POLL_MS = 250;
const ARMED_POLL_MS = 1_000;
/** Of 8 MiB each, when the agent is about to end. */
const LAST_TURNS = 16;

/** Follows the files that the app writes its log to, from its start to its end, and tells how well that goes. */
export function logFilesSource({ paths, readers, pollMs }: LogFilesOptions): Source {
  return {
    name: 'log files',
    async run(watch, signal) {
      const isStarted = await appKnown(watch, signal);
      if (!isStarted) return;
      const states = new Map<string, FollowedLog>();
      const tell = (state: FollowedLog): void => {
        if (states.get(state.origin) === state) return;
        states.set(state.origin, state);
        watch.record({ kind: 'saw', fact: 'logFiles', value: [...states.values()], at: watch.clock.now() });
      };
      const follow = (path: string): Promise<void> => {
        const { now } = watch.clock;
        const since = (): Instant => sinceOf(watch);
        const follower = followLog({ origin: path, path: () => path, since, open: readers.open, now });
        return keepFollowing({ follower, watch, signal, pollMs, tell });
      };
      await Promise.all(paths.slice(0, MAX_LOG_FILES).map(follow));
    },
  };
}

async function appKnown(watch: Watch, signal: AbortSignal): Promise<boolean> {
  while (!watch.facts().observed.app.known && !signal.aborted) {
    await watch.pause(ARMED_POLL_MS, signal, ['app-started', 'app-not-started']);
  }
  return watch.facts().observed.app.known;
}

function sinceOf(watch: Watch): Instant {
  const { app } = watch.facts().observed;
  const startedAt = app.known ? app.value.startedAt : 0;
  return Math.max(startedAt - LATENESS_MS, watch.clock.now() - OLDEST_MS);
}

interface Following {
  readonly follower: LogFollower;
  readonly watch: Watch;
  readonly signal: AbortSignal;
  readonly pollMs: number | undefined;
  tell(state: FollowedLog): void;
}

async function keepFollowing({ follower, watch: { clock }, signal, pollMs, tell }: Following): Promise<void> {
  const bell = fileBell(clock, pollMs !== undefined);
  while (!signal.aborted) {
    const { fd } = follower;
    // Before the file is read: what is written meanwhile rings.
    bell.arm(fd);
    const turn = await follower.turn();
    tell(follower.state);
    if (turn.isMore || follower.fd !== fd) continue;
    await bell.rung(pollMs ?? waitMs(turn, bell.isArmed), signal);
    bell.disarm();
    if (pollMs === undefined) await clock.sleep(THROTTLE_MS, signal);
  }
  for (let turns = 0; turns < LAST_TURNS; turns += 1) if (!(await follower.turn()).isMore) break;
  tell(follower.state);
  await follower.close();
}

function waitMs({ isRotating }: Turn, isArmed: boolean): number {
  if (isRotating) return ROTATING_MS;
  return isArmed ? ARMED_POLL_MS : POLL_MS;
}
