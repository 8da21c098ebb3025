import type { Instant } from '../clock.ts';

/** How many files a process has open, and how many it may. */
export interface OpenFiles {
  readonly open: number;
  readonly limit: number;
}

/** Where a process of the app stood still, as /proc last showed it while something was wrong; one that is gone keeps its last. */
export interface BlockedProcess {
  readonly pid: number;
  /** One letter: R, S, D, … */
  readonly state: string;
  /** The system call that it was in: `recvfrom`, `futex`; undefined while it computes, and where that may not be read. */
  readonly call?: string;
  /** The kernel's function in which it slept (`wchan`), where it says so. */
  readonly channel?: string;
  /** The other host that it was talking to: by the call's own socket, or because it has no other connection. */
  readonly peer?: { readonly name: string; readonly state: 'connecting' | 'established' | 'half-closed' };
  /** It was at a socket that came in at its listener: a client's. */
  readonly isClients?: true;
  /** It has as many files open as it may, and can accept no connection (EMFILE in accept(2)). */
  readonly files?: OpenFiles;
  /** Since when it was seen so. */
  readonly since: Instant;
}
