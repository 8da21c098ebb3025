import type { Instant } from '../../core/clock.ts';
import type { FollowedLog } from '../../core/facts/followed-log.ts';
import type { LogOrigin } from '../../core/facts/log-event.ts';
import { createFollowState } from './follow-state.ts';
import { type HeldLog, holdLog } from './held-log.ts';
import type { LogStream } from './log-readers.ts';
import { type Opened, openLog, type SeenLog, seeLog } from './open-log.ts';
import { missedBetween } from './siblings.ts';

/** Which file, and where its lines go. */
export interface FollowOptions {
  /** How the file is called. */
  readonly origin: LogOrigin;
  /** Where it is to be found now. */
  path(): string;
  /** Lines that were written before it are not of interest. */
  since(): Instant;
  /** A new stream for each file that comes to stand at the path. */
  open(origin: LogOrigin): LogStream;
  now(): Instant;
}

/** Follows whatever file stands at a path: what is read of one is not lost, and not read twice, when another takes its place. */
export interface LogFollower {
  /** Looks at the path, and reads what is new. Never rejects. */
  turn(): Promise<Turn>;
  /** From the next turn on reads the file at another path too, one that was written before the newest. */
  adopt(file: Adopted): void;
  holds(id: string): boolean;
  readonly state: FollowedLog;
  /** The descriptor of the newest file; undefined when there is none. */
  readonly fd: number | undefined;
  close(): Promise<void>;
}

/** A file that is read besides the one at the follower's path. */
export interface Adopted {
  readonly path: string;
  /** All that it holds is of interest. */
  readonly isWhole: boolean;
}

/** What is to be done next. */
export interface Turn {
  readonly isMore: boolean;
  /** Files that were rotated away may still be written to. */
  readonly isRotating: boolean;
}

/** How long a file that another took the place of is watched after its last line. */
const OLD_QUIET_MS = 60_000;
/** A file without a name takes up room on the disk for as long as it is held; the app, if it still writes there, holds it too. */
const DELETED_QUIET_MS = 600_000;
const HELD_FILES = 8;

export function followLog(options: FollowOptions): LogFollower {
  const { origin, now } = options;
  let held: readonly HeldLog[] = []; // The newest last.
  const state = createFollowState(origin);
  let hasLooked = false;
  let adopted: Adopted | undefined;

  return {
    async turn() {
      try {
        return await look();
      } catch (error) {
        // It is tried again at the next turn.
        state.become({ kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) });
        return { isMore: false, isRotating: held.length > 1 };
      }
    },
    adopt(file) {
      adopted = file;
    },
    holds: (id) => held.some((each) => each.id === id),
    get state() {
      return state.value;
    },
    get fd() {
      return held.at(-1)?.opened.handle.fd;
    },
    async close() {
      state.left(held.reduce((sum, { leftBytes }) => sum + leftBytes, 0));
      await Promise.all(held.map((each) => each.close()));
    },
  };

  async function look(): Promise<Turn> {
    if (adopted !== undefined) await takeIn(adopted);
    const seen = await seeLog(options.path());
    if (seen.kind === 'there') await come(seen.id);
    else state.become(seen);
    hasLooked = true;
    for (const each of held) {
      state.note(await each.read(sizeOf(each, seen)));
      // What an older file still holds was written before what is in the next.
      if (!each.isAtEnd) return { isMore: true, isRotating: true };
    }
    await dropOld(seen.kind === 'there');
    return { isMore: false, isRotating: held.length > 1 };
  }

  async function takeIn({ path, isWhole }: Adopted): Promise<void> {
    adopted = undefined;
    const opened = await openLog(path);
    if (opened.kind !== 'opened') return;
    if (held.some(({ id }) => id === opened.id)) await opened.handle.close();
    else held = [await hold(opened, isWhole), ...held];
  }

  /** The file at the path is the newest: the one before, one that came back, or a new one. */
  async function come(id: string): Promise<void> {
    const known = held.find((each) => each.id === id);
    if (known === undefined) return comeNew();
    held = [...held.filter((each) => each !== known), known];
    state.become({ kind: 'followed' });
  }

  async function comeNew(): Promise<void> {
    const opened = await openLog(options.path());
    if (opened.kind !== 'opened') return state.become(opened);
    // It has changed once more since it was looked at: the next turn sees that.
    if (held.some(({ id }) => id === opened.id)) return opened.handle.close();
    const last = held.at(-1);
    const missed = last === undefined ? [] : await missedBetween(options.path(), last.opened, opened);
    if (last !== undefined) state.rotated(missed.length + 1);
    for (const each of [...missed, opened]) held = [...held, await hold(each)];
    state.become({ kind: 'followed' });
  }

  function hold(opened: Opened, isWhole = false): Promise<HeldLog> {
    const stream = options.open(origin);
    const since = isWhole ? 0 : options.since();
    return holdLog({ opened, path: options.path(), stream, since, hasAppeared: hasLooked || isWhole, now });
  }

  async function dropOld(isThere: boolean): Promise<void> {
    const over = held.filter(({ readAt, isDeleted }, index) => {
      const quietMs = now() - readAt;
      if (index === held.length - 1) return !isThere && isDeleted && quietMs > DELETED_QUIET_MS;
      return quietMs > OLD_QUIET_MS || index < held.length - HELD_FILES;
    });
    held = held.filter((each) => !over.includes(each));
    await Promise.all(over.map((each) => each.close()));
  }
}

const sizeOf = ({ id }: HeldLog, seen: SeenLog): number | undefined =>
  seen.kind === 'there' && seen.id === id ? seen.stats.size : undefined;
