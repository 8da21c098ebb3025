import type { Instant } from './clock.ts';
import type { ProgramFault } from './program-fault.ts';

/** How a command ended: exactly one of `code` and `signal` is there. */
export interface Exit {
  readonly code?: number;
  /** SIGKILL, SIGSEGV, … */
  readonly signal?: string;
  readonly at: Instant;
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

/** The app: the command that the agent was told to run, and what became of it. */
export interface App {
  /** Redacted. */
  readonly command: readonly string[];
  readonly startedAt: Instant;
  readonly pid?: number;
  readonly exit?: Exit;
  readonly startFailure?: StartFailure;
  /** When the agent was asked to stop it (SIGTERM, SIGINT and the like, or the controller's word). */
  readonly stopRequestedAt?: Instant;
}

/** "code 3" or "signal SIGSEGV". */
export const exitWords = (exit: Exit): string =>
  exit.signal === undefined ? `code ${exit.code}` : `signal ${exit.signal}`;

/** Whether the command runs: it was started, and has not ended. */
export const isRunning = (app: App): boolean => app.pid !== undefined && app.exit === undefined;
