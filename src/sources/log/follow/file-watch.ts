import { type FSWatcher, watch } from 'node:fs';
import type { Clock } from '../../../core/clock.ts';

/** Rings when a file changes; where the kernel tells nothing (no inotify left, a network file system), waiting is by time alone. */
export interface FileBell {
  /** Listens for the next change of an open file, its names included; forgets the one before. */
  arm(fd: number | undefined): void;
  /** Waits for a change since `arm`, for `ms` at the longest, or until `signal` aborts. */
  rung(ms: number, signal: AbortSignal): Promise<void>;
  disarm(): void;
  /** Whether the kernel tells of changes of the file that was armed last. */
  readonly isArmed: boolean;
}

/** A bell by inotify(7). It is armed anew each time: a writer that floods rings it once, not a hundred thousand times. */
export function fileBell(clock: Clock, isDeaf: boolean): FileBell {
  let watcher: FSWatcher | undefined;
  let bell = Promise.withResolvers<void>();

  return {
    arm(fd) {
      disarm();
      bell = Promise.withResolvers();
      if (isDeaf || fd === undefined) return;
      try {
        // By way of the descriptor it is this very file, whatever took its name meanwhile.
        watcher = watch(`/proc/self/fd/${fd}`, () => {
          disarm();
          bell.resolve();
        });
        watcher.once('error', disarm);
      } catch {
        disarm();
      }
    },
    async rung(ms, signal) {
      const waiting = new AbortController();
      await Promise.race([bell.promise, clock.sleep(ms, AbortSignal.any([signal, waiting.signal]))]);
      waiting.abort();
    },
    disarm,
    get isArmed() {
      return watcher !== undefined;
    },
  };

  function disarm(): void {
    watcher?.close();
    watcher = undefined;
  }
}
