import type { Instant } from '../../../core/clock.ts';
import type { LogOrigin } from '../../../core/facts/log-event.ts';
import type { LogStream } from '../read/log-streams.ts';
import type { FollowState } from './follow-state.ts';
import { startOf } from './log-start.ts';
import { type Opened, openLog } from './open-log.ts';
import { missedBetween, recoverFromCopies } from './rotated-files.ts';
import { type Advance, trackFile } from './tracked-file.ts';

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

/** A file that is read besides the one at the path. */
export interface Adopted {
  readonly path: string;
  /** All that it holds is of interest. */
  readonly isWhole: boolean;
}

/** The files that stand or stood at a path, each held open for as long as it may still be written to. */
export interface FollowedFiles {
  /** The newest last. */
  readonly all: readonly FollowedFile[];
  /** The file at the path is the newest: the one before, one that came back, or a new one. `hasAppeared`: it was not there at the first look. */
  come(id: string, hasAppeared: boolean): Promise<void>;
  /** Holds the file at another path too, one that was written before the newest. */
  takeIn(file: Adopted, hasAppeared: boolean): Promise<void>;
  /** Lets go of those that nobody writes to any more. */
  dropOld(isThere: boolean): Promise<void>;
}

/** How long a file that another took the place of is watched after its last line. */
const OLD_QUIET_MS = 60_000;
/** A file without a name takes up room on the disk for as long as it is held; the app, if it still writes there, holds it too. */
const DELETED_QUIET_MS = 600_000;
const MAX_FILES = 8;

/** Nothing is held at first. Tells `state` what became of the path. */
export function createFollowedFiles(options: FollowOptions, state: FollowState): FollowedFiles {
  let files: readonly FollowedFile[] = [];

  return {
    get all() {
      return files;
    },
    async come(id, hasAppeared) {
      const known = files.find((each) => each.id === id);
      if (known === undefined) return comeNew(hasAppeared);
      files = [...files.filter((each) => each !== known), known];
      state.become({ kind: 'followed' });
    },
    async takeIn({ path, isWhole }, hasAppeared) {
      const opened = await openLog(path);
      if (opened.kind !== 'opened') return;
      if (holds(opened.id)) await opened.handle.close();
      else files = [await follow(opened, hasAppeared, isWhole), ...files];
    },
    async dropOld(isThere) {
      const over = outdated(files, isThere, options.now());
      files = files.filter((each) => !over.includes(each));
      await Promise.all(over.map((each) => each.close()));
    },
  };

  async function comeNew(hasAppeared: boolean): Promise<void> {
    const opened = await openLog(options.path());
    if (opened.kind !== 'opened') return state.become(opened);
    // It has changed again since it was looked at: the next reading sees that.
    if (holds(opened.id)) return opened.handle.close();
    const last = files.at(-1);
    const missed = last === undefined ? [] : await missedBetween(options.path(), last.opened, opened);
    if (last !== undefined) state.rotated(missed.length + 1);
    for (const each of [...missed, opened]) files = [...files, await follow(each, hasAppeared)];
    state.become({ kind: 'followed' });
  }

  function holds(id: string): boolean {
    return files.some((each) => each.id === id);
  }

  function follow(opened: Opened, hasAppeared: boolean, isWhole = false): Promise<FollowedFile> {
    const { origin, now } = options;
    const since = isWhole ? 0 : options.since();
    const stream = options.open(origin);
    return followFile({ opened, path: options.path(), stream, since, hasAppeared: hasAppeared || isWhole, now });
  }
}

/** Which of the files, the newest last, nobody is expected to write to any more. */
function outdated(files: readonly FollowedFile[], isThere: boolean, now: Instant): readonly FollowedFile[] {
  return files.filter(({ readAt, isDeleted }, index) => {
    const quietMs = now - readAt;
    if (index === files.length - 1) return !isThere && isDeleted && quietMs > DELETED_QUIET_MS;
    return quietMs > OLD_QUIET_MS || index < files.length - MAX_FILES;
  });
}

/** A file that is held open and read, whatever stands at its path by now. */
export interface FollowedFile {
  readonly id: string;
  /** As it was opened, with the handle of now. */
  readonly opened: Opened;
  /** Reads what is new. `sizeBytes` is the size that the path shows for this file, if it does. Rejects when it cannot be read. */
  read(sizeBytes: number | undefined): Promise<Advance>;
  /** When something was read last. */
  readonly readAt: Instant;
  readonly isAtEnd: boolean;
  /** It has no name any more. */
  readonly isDeleted: boolean;
  /** Bytes that were there at the last reading, and are still to be read. */
  readonly leftBytes: number;
  close(): Promise<void>;
}

/** How a file is to be followed. */
interface FileOptions {
  readonly opened: Opened;
  /** Where it stood when it was opened. */
  readonly path: string;
  readonly stream: LogStream;
  readonly since: Instant;
  readonly hasAppeared: boolean;
  now(): Instant;
}

async function followFile({ opened, path, stream, since, hasAppeared, now }: FileOptions): Promise<FollowedFile> {
  const { id, handle, stats } = opened;
  const start = await startOf({ handle, stats, since, hasAppeared });
  const file = await trackFile(handle, {
    start,
    taker: stream,
    recover: (place) => recoverFromCopies(path, place, stream),
  });
  let readAt = now();
  let last: Advance | undefined;

  return {
    id,
    get opened() {
      return { ...opened, handle: file.handle };
    },
    async read(sizeBytes) {
      const advance = await file.advance();
      last = advance;
      if (advance.bytes > 0) readAt = now();
      if (sizeBytes !== undefined && sizeBytes > advance.sizeBytes) await refresh();
      return advance;
    },
    get readAt() {
      return readAt;
    },
    get isAtEnd() {
      return last?.isMore === false;
    },
    get isDeleted() {
      return last?.isDeleted === true;
    },
    get leftBytes() {
      return last?.leftBytes ?? stats.size - start;
    },
    async close() {
      stream.end();
      await file.close();
    },
  };

  /** The same file, and yet the handle shows less: an overlay has copied the file up since it was opened. */
  async function refresh(): Promise<void> {
    const again = await openLog(path);
    if (again.kind !== 'opened') return;
    if (again.id === id) await file.reopen(again.handle);
    else await again.handle.close();
  }
}
