import type { Instant } from '../../../core/clock.ts';
import type { LogStream } from '../read/log-streams.ts';
import { startOf } from './log-start.ts';
import { type Opened, openLog } from './open-log.ts';
import { recoverFromCopies } from './rotated-files.ts';
import { type Advance, trackFile } from './tracked-file.ts';

/** A file that is held open and read, whatever stands at its path by now. */
export interface HeldLog {
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

/** How a file is to be held. */
export interface Holding {
  readonly opened: Opened;
  /** Where it stood when it was opened. */
  readonly path: string;
  readonly stream: LogStream;
  readonly since: Instant;
  readonly hasAppeared: boolean;
  now(): Instant;
}

export async function holdLog({ opened, path, stream, since, hasAppeared, now }: Holding): Promise<HeldLog> {
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
