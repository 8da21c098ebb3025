import { type FSWatcher, watch } from 'node:fs';
import type { Clock } from '../../../core/clock.ts';

/** Notices when a file changes. Where the kernel reports nothing (no inotify watches left, a network file system), it only waits. */
export interface FileWatch {
  /** Listens for the next change of an open file or its names; forgets the file before. */
  arm(fd: number | undefined): void;
  /** Waits for a change since `arm`, for `ms` at most, or until `signal` aborts. */
  changed(ms: number, signal: AbortSignal): Promise<void>;
  disarm(): void;
  /** Whether the kernel reports changes of the file that was armed last. */
  readonly isArmed: boolean;
}

/** A watch by inotify(7). It is re-armed each time, so a writer that floods is noticed once, not a hundred thousand times. */
export function fileWatch(clock: Clock, isDeaf: boolean): FileWatch {
  let watcher: FSWatcher | undefined;
  let change = Promise.withResolvers<void>();

  return {
    arm(fd) {
      disarm();
      change = Promise.withResolvers();
      if (isDeaf || fd === undefined) return;
      try {
        // The descriptor identifies this very file, whatever has its name now.
        watcher = watch(`/proc/self/fd/${fd}`, () => {
          disarm();
          change.resolve();
        });
        watcher.once('error', disarm);
      } catch {
        disarm();
      }
    },
    async changed(ms, signal) {
      const waiting = new AbortController();
      await Promise.race([change.promise, clock.sleep(ms, AbortSignal.any([signal, waiting.signal]))]);
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
