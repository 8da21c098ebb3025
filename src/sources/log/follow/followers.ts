import type { FollowedLog } from '../../../core/facts/followed-log.ts';
import type { Watch } from '../../../core/ports/source.ts';
import { fileWatch } from './file-watch.ts';
import { followLog, type LogFollower, type Progress } from './follow-log.ts';
import type { Adopted, FollowOptions } from './followed-files.ts';

/** The followers of all files; each works until the signal aborts. */
export interface Followers {
  readonly size: number;
  /** Follows one more file, starting from `first` if given. */
  add(options: FollowOptions, first?: Adopted): void;
  /** Whether one of them reads the file with this identity. */
  holds(id: string): boolean;
  /** The follower of the file with this name. */
  called(origin: string): LogFollower | undefined;
  /** Resolves when the signal has aborted and everything has been read. */
  done(): Promise<void>;
}

const THROTTLE_MS = 20;
const ROTATING_MS = 100;
const POLL_MS = 250;
const ARMED_POLL_MS = 1_000;
/** Reads of 8 MiB each, shortly before the agent exits. */
const LAST_READS = 16;

export function createFollowers(watch: Watch, signal: AbortSignal, pollMs: number | undefined): Followers {
  const followers: LogFollower[] = [];
  const states = new Map<LogFollower, FollowedLog>();
  const atWork: Promise<void>[] = [];

  return {
    get size() {
      return followers.length;
    },
    add(options, first) {
      const follower = followLog(options);
      if (first !== undefined) follower.adopt(first);
      followers.push(follower);
      atWork.push(work(follower));
    },
    holds: (id) => followers.some((each) => each.holds(id)),
    called: (origin) => followers.find(({ state }) => state.origin === origin),
    async done() {
      await Promise.all(atWork);
    },
  };

  async function work(follower: LogFollower): Promise<void> {
    const { clock } = watch;
    const changes = fileWatch(clock, pollMs !== undefined);
    while (!signal.aborted) {
      const { fd } = follower;
      // Armed before the file is read, so writes during the reading count.
      changes.arm(fd);
      const progress = await follower.readNew();
      tell(follower);
      if (progress.isMore || follower.fd !== fd) continue;
      await changes.changed(pollMs ?? waitMs(progress, changes.isArmed), signal);
      changes.disarm();
      if (pollMs === undefined) await clock.sleep(THROTTLE_MS, signal);
    }
    for (let reads = 0; reads < LAST_READS; reads += 1) if (!(await follower.readNew()).isMore) break;
    await follower.close();
    tell(follower);
  }

  function tell(follower: LogFollower): void {
    if (states.get(follower) === follower.state) return;
    states.set(follower, follower.state);
    watch.record({ kind: 'saw', fact: 'logFiles', value: [...states.values()], at: watch.clock.now() });
  }
}

function waitMs({ isRotating }: Progress, isArmed: boolean): number {
  if (isRotating) return ROTATING_MS;
  return isArmed ? ARMED_POLL_MS : POLL_MS;
}
