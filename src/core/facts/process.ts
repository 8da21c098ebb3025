import type { Instant } from '../clock.ts';
import type { Exit } from './app.ts';

/** How a process belongs to the app: the agent started it, it descends from that one, or it was left behind when the command exited. */
export type Kinship = 'main' | 'descendant' | 'survivor';

/** A process of the app, as /proc/PID showed it (proc(5)). */
export interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly kinship: Kinship;
  /** `comm`: at most 15 bytes, and the process may have chosen it. */
  readonly name: string;
  /** The command line, redacted; empty for a zombie, and where it was wiped or could not be read. */
  readonly command: readonly string[];
  /** It has left the session of the command, as daemons do. */
  readonly isDetached?: true;
  /** One letter: R, S, D, Z, T, … */
  readonly state: string;
  readonly startedAt: Instant;
  /** CPU time used so far, user and system. */
  readonly cpuMs: number;
  /** How a zombie exited; undefined where the kernel does not show it. Some kernels show 0 instead, so code 0 is undefined there too. */
  readonly end?: ProcessEnd;
}

/** How a process exited: `code` or `signal` is set. */
export type ProcessEnd = Pick<Exit, 'code' | 'signal'>;

/** Whether it exited with 0, or because of SIGTERM or SIGINT. */
export const endedWell = ({ code, signal }: ProcessEnd): boolean =>
  signal === undefined ? code === 0 : signal === 'SIGTERM' || signal === 'SIGINT';

/** A Gunicorn worker's heartbeat file, read through /proc/PID/fd. */
export interface Heartbeat {
  readonly pid: number;
  /** The worker's last heartbeat. Undefined if it has none yet: it is still booting. */
  readonly beatAt?: Instant;
}

/** At most this many processes of the app are listed, the living before the dead. */
export const LISTED_PROCESSES = 1_024;

/** Whether it is neither a zombie nor gone. */
export const isAlive = (process: Pick<Process, 'state'>): boolean => process.state !== 'Z' && process.state !== 'X';

/** The command line as one line of text; the kernel's short name in brackets where there is none. */
export const commandLine = (process: Pick<Process, 'command' | 'name'>): string =>
  process.command.length > 0 ? process.command.join(' ') : `[${process.name}]`;
