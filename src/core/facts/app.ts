import type { Instant } from '../clock.ts';
import type { ProgramFault } from './program-fault.ts';

/** How a command ended: one of `code` and `signal` is there, or neither where nobody could tell: only its parent is told. */
export interface Exit {
  readonly code?: number;
  /** SIGKILL, SIGSEGV, … */
  readonly signal?: string;
  readonly at: Instant;
  /** Nothing but a saved log tells of it: who says so, in which line (quotable), and whether the log shows that it had answered requests. */
  readonly told?: { readonly by: string; readonly line: string; readonly hadServed?: true };
}

/** Why the command could not be started at all. */
export interface StartFailure {
  /** The errno name of execve(2): ENOENT, EACCES, ENOEXEC, … */
  readonly errno: string;
  /** What was looked for: the command as given, or the file that it was resolved to. */
  readonly path: string;
  /** The directories of PATH that were searched; empty when the command names a path. */
  readonly searched: readonly string[];
  /** What the file shows; undefined when there is none, or it shows nothing wrong. */
  readonly fault?: ProgramFault;
  readonly at: Instant;
}

/** By what an app that someone else started was told from all other processes: the pid that was named, a listener on an endpoint's port, its age. */
export type FoundBy = 'pid' | 'listener' | 'age';

/** The app: the command that the agent was told to run, or that it found, and what became of it. */
export interface App {
  /** Redacted. */
  readonly command: readonly string[];
  readonly startedAt: Instant;
  readonly pid?: number;
  /** Undefined: the agent started it. */
  readonly foundBy?: FoundBy;
  /** When the agent first looked, where that was long after the start: what happened before nobody told it. */
  readonly watchedSince?: Instant;
  /** The process in whose place this one came. */
  readonly inPlaceOf?: number;
  /** Why no process of it can be seen; what else is seen says that it runs. */
  readonly unseen?: string;
  readonly exit?: Exit;
  /** How the command ended whose daemons are the app now (--on-daemonize adopt). */
  readonly daemonized?: Exit;
  readonly startFailure?: StartFailure;
  /** When the agent was asked to stop it (SIGTERM, SIGINT and the like, or the controller's word). */
  readonly stopRequestedAt?: Instant;
  /** Who asked first: the name of a signal, or `controller`. */
  readonly stopRequestedBy?: string;
}

/** "code 3", "signal SIGSEGV" or "an unknown exit code". */
export function exitWords({ code, signal }: Exit): string {
  if (signal !== undefined) return `signal ${signal}`;
  return code === undefined ? 'an unknown exit code' : `code ${code}`;
}

/** "exited with code 3", "was killed by SIGSEGV" or "exited with an unknown code". */
export function exitedWords({ code, signal }: Exit): string {
  if (signal !== undefined) return `was killed by ${signal}`;
  return code === undefined ? 'exited with an unknown code' : `exited with code ${code}`;
}

/** Whether the exit code or the signal is known. */
export const isExitKnown = ({ code, signal }: Exit): boolean => code !== undefined || signal !== undefined;

/** Whether the command runs: it was started, or is there though it cannot be seen, and has not ended. */
export const isRunning = ({ pid, unseen, exit }: App): boolean =>
  (pid !== undefined || unseen !== undefined) && exit === undefined;

/** From when on the release check's time counts: the app's start, or the first look where that came long after. */
export const releaseSince = ({ startedAt, watchedSince }: App): Instant => watchedSince ?? startedAt;
