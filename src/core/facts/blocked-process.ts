import type { Instant } from '../clock.ts';

/** The number of files that a process has open, and its limit. */
export interface OpenFiles {
  readonly open: number;
  readonly limit: number;
}

/**
 * Where a process of the app was blocked, as /proc last showed it while something was wrong. A process that is gone keeps its last state.
 */
export interface BlockedProcess {
  readonly pid: number;
  /** One letter: R, S, D, … */
  readonly state: string;
  /** The system call that it was in: `recvfrom`, `futex`. Undefined while it computes, and where the call cannot be read. */
  readonly call?: string;
  /** The kernel function that it slept in (`wchan`), if the kernel shows it. */
  readonly channel?: string;
  /** The other host that it was talking to, known from the call's own socket or because it has no other connection. */
  readonly peer?: { readonly name: string; readonly state: 'connecting' | 'established' | 'half-closed' };
  /** The socket is a client's: the connection came in at the process's listener. */
  readonly isClients?: true;
  /** All its file descriptors are in use, so it cannot accept connections (EMFILE in accept(2)). */
  readonly files?: OpenFiles;
  /** When it was first seen blocked there. */
  readonly since: Instant;
}
