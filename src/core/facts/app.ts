import type { Instant } from '../clock.ts';
import type { ProgramFault } from './program-fault.ts';

/** How a command exited. `code` or `signal` is set, or neither when the exit is unknown: only the parent process learns it. */
export interface Exit {
  readonly code?: number;
  /** SIGKILL, SIGSEGV, … */
  readonly signal?: string;
  readonly at: Instant;
  /** Set when only a saved log reports the exit: its source, the line (quotable), and whether the log shows answered requests before it. */
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
  /** The file's fault; undefined when the file is missing or shows none. */
  readonly fault?: ProgramFault;
  readonly at: Instant;
}

/** How the agent found an app that someone else started: by the pid that was named, a listener on an endpoint's port, or its age. */
export type FoundBy = 'pid' | 'listener' | 'age';

/** The app (the command that the agent was told to run, or that it found) and what became of it. */
export interface App {
  /** Redacted. */
  readonly command: readonly string[];
  readonly startedAt: Instant;
  readonly pid?: number;
  /** Undefined: the agent started it. */
  readonly foundBy?: FoundBy;
  /** When the agent first looked, if that was long after the start. Nothing is known about the time before. */
  readonly watchedSince?: Instant;
  /** The process that this one replaced. */
  readonly inPlaceOf?: number;
  /** Why no process of the app is visible, although other signs show that it runs. */
  readonly unseen?: string;
  readonly exit?: Exit;
  /** How the command exited whose daemons are the app now (--on-daemonize adopt). */
  readonly daemonized?: Exit;
  readonly startFailure?: StartFailure;
  /** When the agent was asked to stop the app, by a signal such as SIGTERM or SIGINT, or by the controller. */
  readonly stopRequestedAt?: Instant;
  /** The first sender of a request to stop: the name of a signal, or `controller`. */
  readonly stopRequestedBy?: string;
}

/** "code 3", "signal SIGSEGV" or "an unknown exit code". */
export function exitWords({ code, signal }: Exit): string {
  if (signal !== undefined) return `signal ${signal}`;
  return code === undefined ? 'an unknown exit code' : `code ${code}`;
}

/** "exited with code 3", "was killed by SIGSEGV" or "exited with an unknown code". */
export function exitedWords({ code, signal }: Pick<Exit, 'code' | 'signal'>): string {
  if (signal !== undefined) return `was killed by ${signal}`;
  return code === undefined ? 'exited with an unknown code' : `exited with code ${code}`;
}

/** Whether the exit code or the signal is known. */
export const isExitKnown = ({ code, signal }: Exit): boolean => code !== undefined || signal !== undefined;

/** Whether the command runs: it was started (or runs without being visible) and has not exited. */
export const isRunning = ({ pid, unseen, exit }: App): boolean =>
  (pid !== undefined || unseen !== undefined) && exit === undefined;

/** When the release check's time starts: at the app's start, or when the agent first saw the app if that was long after. */
export const releaseSince = ({ startedAt, watchedSince }: App): Instant => watchedSince ?? startedAt;
