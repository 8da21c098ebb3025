import type { FollowedLog } from '../../../core/facts/followed-log.ts';
import { createFollowState } from './follow-state.ts';
import type { FollowedFile } from './followed-files.ts';
import { type Adopted, createFollowedFiles, type FollowOptions } from './followed-files.ts';
import { type SeenLog, seeLog } from './open-log.ts';

/** Follows whatever file is at a path. When another file takes its place, nothing of the old one is lost or read twice. */
export interface LogFollower {
  /** Checks the path, and reads new data. Never rejects. */
  readNew(): Promise<Progress>;
  /** From the next reading, also reads the file at another path, which was written before the newest. */
  adopt(file: Adopted): void;
  holds(id: string): boolean;
  readonly state: FollowedLog;
  /** The descriptor of the newest file; undefined if there is none. */
  readonly fd: number | undefined;
  close(): Promise<void>;
}

/** What to do next. */
export interface Progress {
  readonly isMore: boolean;
  /** Files that were rotated away may still be written to. */
  readonly isRotating: boolean;
}

export function followLog(options: FollowOptions): LogFollower {
  const state = createFollowState(options.origin);
  const files = createFollowedFiles(options, state);
  let hasLooked = false;
  let adopted: Adopted | undefined;

  return {
    async readNew() {
      try {
        return await look();
      } catch (error) {
        // The next reading tries again.
        state.become({ kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) });
        return { isMore: false, isRotating: files.all.length > 1 };
      }
    },
    adopt(file) {
      adopted = file;
    },
    holds: (id) => files.all.some((each) => each.id === id),
    get state() {
      return state.value;
    },
    get fd() {
      return files.all.at(-1)?.opened.handle.fd;
    },
    async close() {
      state.left(files.all.reduce((sum, { leftBytes }) => sum + leftBytes, 0));
      await Promise.all(files.all.map((each) => each.close()));
    },
  };

  async function look(): Promise<Progress> {
    await takeIn();
    const seen = await seeLog(options.path());
    if (seen.kind === 'there') await files.come(seen.id, hasLooked);
    else state.become(seen);
    hasLooked = true;
    for (const each of files.all) {
      state.note(await each.read(sizeOf(each, seen)));
      // The rest of an older file was written before the contents of the next.
      if (!each.isAtEnd) return { isMore: true, isRotating: true };
    }
    await files.dropOld(seen.kind === 'there');
    return { isMore: false, isRotating: files.all.length > 1 };
  }

  async function takeIn(): Promise<void> {
    const file = adopted;
    adopted = undefined;
    if (file !== undefined) await files.takeIn(file, hasLooked);
  }
}

const sizeOf = ({ id }: FollowedFile, seen: SeenLog): number | undefined =>
  seen.kind === 'there' && seen.id === id ? seen.stats.size : undefined;
