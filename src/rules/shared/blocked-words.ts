import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { BlockedProcess, OpenFiles } from '../../core/facts/blocked-process.ts';

/** What a process was stuck in, after "it": "was waiting for an answer from 10.0.3.4:5432". Undefined if that is not known. */
export function blockedWords({ state, call = '', peer, isClients, files }: BlockedProcess): string | undefined {
  if (files) return `had ${openWords(files)}`;
  if (peer?.state === 'connecting') return `was waiting for ${peer.name} to accept its connection`;
  if (RECEIVES.has(call) && peer !== undefined) return `was waiting for an answer from ${peer.name}`;
  if (isClients) return 'was waiting for a client to send its request or read its response';
  if (state === 'R') return 'was computing';
  if (state === 'D') return 'was blocked in the kernel, for example on a slow disk or network file system';
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
  'select(0)': 'was sleeping',
  clock_nanosleep: 'was sleeping',
};
