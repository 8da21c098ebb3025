import type { Instant } from '../clock.ts';
import type { Exit } from './app.ts';

/** How a process belongs to the app: started by the agent, below it, or left behind when the command ended. */
export type Kinship = 'main' | 'descendant' | 'survivor';

/** A process of the app, as /proc/PID showed it (proc(5)). */
export interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly kinship: Kinship;
  /** `comm`: at most 15 bytes, and the process may have chosen it. */
  readonly name: string;
  /** The command line, redacted; empty for a zombie and where it was wiped or could not be read. */
  readonly command: readonly string[];
  /** It has left the session of the command, as daemons do. */
  readonly isDetached?: true;
  /** One letter: R, S, D, Z, T, … */
  readonly state: string;
  readonly startedAt: Instant;
  /** CPU time used so far, user and system. */
  readonly cpuMs: number;
  /** How a zombie ended; undefined where the kernel does not tell, and for code 0 where it cannot be told from that. */
  readonly end?: ProcessEnd;
}

/** How a process ended: one of `code` and `signal` is there. */
export type ProcessEnd = Pick<Exit, 'code' | 'signal'>;

/** Ended as it should, or was told to end. */
export const endedWell = ({ code, signal }: ProcessEnd): boolean =>
  signal === undefined ? code === 0 : signal === 'SIGTERM' || signal === 'SIGINT';

/** A Gunicorn worker's heartbeat file, read through /proc/PID/fd. */
export interface Heartbeat {
  readonly pid: number;
  /** When the worker last beat; undefined: never yet, so it is still booting. */
  readonly beatAt?: Instant;
}

/** So many processes of the app are listed at most: the living before the dead. */
export const LISTED_PROCESSES = 1_024;

/** Neither a zombie nor gone. */
export const isAlive = (process: Pick<Process, 'state'>): boolean => process.state !== 'Z' && process.state !== 'X';

/** The command line as one line of text; the kernel's short name in brackets where there is none. */
export const commandLine = (process: Pick<Process, 'command' | 'name'>): string =>
  process.command.length > 0 ? process.command.join(' ') : `[${process.name}]`;
