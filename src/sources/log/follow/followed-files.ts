import type { Instant } from '../../../core/clock.ts';
import type { LogOrigin } from '../../../core/facts/log-event.ts';
import type { LogStream } from '../read/log-streams.ts';
import type { FollowState } from './follow-state.ts';
import { startOf } from './log-start.ts';
import { type Opened, openLog } from './open-log.ts';
import { missedBetween, recoverFromCopies } from './rotated-files.ts';
import { type Advance, trackFile } from './tracked-file.ts';

/** Which file to follow, and where its lines go. */
export interface FollowOptions {
  /** The name of the file. */
  readonly origin: LogOrigin;
  /** The path where it is now. */
  path(): string;
  /** Lines written before this are ignored. */
  since(): Instant;
  /** Opens a new stream for each file that appears at the path. */
  open(origin: LogOrigin): LogStream;
  now(): Instant;
}

/** A file that is read in addition to the one at the path. */
export interface Adopted {
  readonly path: string;
  /** Its whole content counts. */
  readonly isWhole: boolean;
}

/** The files that are or were at a path. Each is kept open while it may still be written to. */
export interface FollowedFiles {
  /** The newest last. */
  readonly all: readonly FollowedFile[];
  /**
   * The file at the path is now the newest. It may be the previous file, a file that came back, or a new one.
   * `hasAppeared`: it did not exist at the first check.
   */
  come(id: string, hasAppeared: boolean): Promise<void>;
  /** Also reads the file at another path, which was written before the newest. */
  takeIn(file: Adopted, hasAppeared: boolean): Promise<void>;
  /** Closes files that no process writes to any longer. */
  dropOld(isThere: boolean): Promise<void>;
}

/** How long a file is watched after its last line, once another has replaced it. */
const OLD_QUIET_MS = 60_000;
/** A deleted file uses disk space while it is open. An app that still writes to it keeps it open anyway. */
const DELETED_QUIET_MS = 600_000;
const MAX_FILES = 8;

/** Starts without files. Reports changes at the path to `state`. */
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
    // The path has changed again since the check: the next reading sees that.
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

/** The files, the newest last, that probably no process writes to any longer. */
function outdated(files: readonly FollowedFile[], isThere: boolean, now: Instant): readonly FollowedFile[] {
  return files.filter(({ readAt, isDeleted }, index) => {
    const quietMs = now - readAt;
    if (index === files.length - 1) return !isThere && isDeleted && quietMs > DELETED_QUIET_MS;
    return quietMs > OLD_QUIET_MS || index < files.length - MAX_FILES;
  });
}

/** A file that is kept open and read, whatever is at its path now. */
export interface FollowedFile {
  readonly id: string;
  /** As it was opened, with the current handle. */
  readonly opened: Opened;
  /** Reads new data. `sizeBytes` is this file's size by its path, if known. Rejects when the file cannot be read. */
  read(sizeBytes: number | undefined): Promise<Advance>;
  /** When data was last read. */
  readonly readAt: Instant;
  readonly isAtEnd: boolean;
  /** It no longer has a name. */
  readonly isDeleted: boolean;
  /** Bytes that existed at the last reading and are still unread. */
  readonly leftBytes: number;
  close(): Promise<void>;
}

/** How to follow a file. */
interface FileOptions {
  readonly opened: Opened;
  /** Its path when it was opened. */
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

  /** The path shows the same file, but the handle a smaller one: an overlay has copied the file up since it was opened. */
  async function refresh(): Promise<void> {
    const again = await openLog(path);
    if (again.kind !== 'opened') return;
    if (again.id === id) await file.reopen(again.handle);
    else await again.handle.close();
  }
}
