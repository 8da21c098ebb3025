import type { LogOrigin } from '../../../core/facts/log-event.ts';

/** A file that a process of the app has open to write its log to. */
export interface FoundLog {
  /** Its name as the app's own file system has it. */
  readonly origin: LogOrigin;
  /** Where the name is to be found, and what comes to stand there later. */
  readonly path: string;
  /** The open file itself, whatever its name is by now. */
  readonly descriptorPath: string;
  /** All that it holds was written through this descriptor. */
  readonly isWhole: boolean;
}

/** Looks for such files among the app's processes; the main one is the first. */
export type FindLogs = (pids: readonly number[]) => readonly FoundLog[];
