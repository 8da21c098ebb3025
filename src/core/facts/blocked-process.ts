import type { Instant } from '../clock.ts';
import type { Evidence } from '../diagnosis/diagnosis.ts';

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

/** Where it stood, after "it": "was waiting for an answer from 10.0.3.4:5432"; undefined when that says nothing. */
export function blockedWords({ state, call = '', peer, isClients, files }: BlockedProcess): string | undefined {
  if (files) return `had ${openWords(files)}`;
  if (peer?.state === 'connecting') return `was waiting for ${peer.name} to take its connection`;
  if (RECEIVES.has(call) && peer !== undefined) return `was waiting for an answer from ${peer.name}`;
  if (isClients) return 'was waiting for a client to send its request or take its answer';
  if (state === 'R') return 'was computing';
  if (state === 'D') return 'was blocked in the kernel, as on a slow disk or network file system';
  return WORDS[call];
}

/** The same as evidence. */
export const blockedSeen = (hang: BlockedProcess): Evidence => {
  const { pid, state, call, channel, peer, files } = hang;
  const parts = [
    `state ${state}`,
    ...(call === undefined ? [] : [`in ${call}`]),
    ...(channel === undefined ? [] : [`wchan ${channel}`]),
    ...(files ? [openWords(files)] : []),
    ...(peer === undefined ? [] : [`connection to ${peer.name} ${TCP[peer.state]}`]),
  ];
  return { source: `/proc/${pid}`, observed: parts.join(', '), at: hang.since };
};

const openWords = ({ open, limit }: OpenFiles): string => `${open} of at most ${limit} files open`;

const TCP = { connecting: 'in SYN_SENT', established: 'ESTABLISHED', 'half-closed': 'in CLOSE_WAIT' } as const;

const RECEIVES = new Set([
  'read',
  'recvfrom',
  'recvmsg',
  'poll',
  'ppoll',
  'select',
  'pselect6',
  'epoll_wait',
  'epoll_pwait',
]);

const WORDS: Readonly<Record<string, string>> = {
  futex: 'was waiting for a lock',
  flock: 'was waiting for a lock on a file',
  fcntl: 'was waiting for a lock on a file',
  nanosleep: 'was sleeping',
  clock_nanosleep: 'was sleeping',
};
