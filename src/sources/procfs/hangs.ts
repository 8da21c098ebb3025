import type { Instant } from '../../core/clock.ts';
import { peerName } from '../../core/connection.ts';
import type { Hang } from '../../core/hang.ts';
import type { Process } from '../../core/process.ts';
import { type AppSocket, socketInode } from './connections.ts';
import { parseSyscall, type SystemCall } from './parse-syscall.ts';
import { type Procfs, whenRead } from './procfs.ts';

/** What one look needs to tell where processes stand. */
export interface HangInput {
  /** Those to look into. */
  readonly suspects: readonly Process[];
  /** All of the app's that live: what was seen of others is kept. */
  readonly alive: ReadonlySet<number>;
  /** Whether something is wrong: else an idle process is no news, and only a call's own socket is worth a look at the tables. */
  readonly isWrong: boolean;
  /** Asked only when a suspect is in a call that may be about a socket. */
  sockets(): readonly AppSocket[];
  readonly listening: ReadonlySet<number>;
  readonly at: Instant;
}

const SUSPECTS = 32;
const KEPT_GONE = 32;

/** A reader of where processes stand still; one that is gone keeps what was last seen of it. */
export function hangReader(procfs: Procfs, arch: string): (input: HangInput) => readonly Hang[] {
  let before: readonly Hang[] = [];
  return (input) => {
    const { suspects, alive, isWrong } = input;
    const hangs = suspects
      .slice(0, SUSPECTS)
      .map((process) => sameAsBefore(before, hangOf(procfs, arch, process, input)));
    const now = isWrong ? hangs : hangs.filter(({ call = '' }) => !IDLE.has(call));
    const gone = before.filter(({ pid }) => !alive.has(pid) && !now.some((each) => each.pid === pid));
    before = [...gone.slice(-KEPT_GONE), ...now];
    return before;
  };
}

function sameAsBefore(before: readonly Hang[], hang: Hang): Hang {
  const same = before.find(
    ({ pid, call, peer }) => pid === hang.pid && call === hang.call && peer?.name === hang.peer?.name,
  );
  return same === undefined ? hang : { ...hang, since: same.since };
}

function hangOf(procfs: Procfs, arch: string, { pid, state }: Process, input: HangInput): Hang {
  const call = parseSyscall(whenRead(procfs.text(`${pid}/syscall`)) ?? '', arch);
  // Readable for the app's own user; a kernel that hides it says 0.
  const channel = /^[A-Za-z_]\w{0,60}/.exec(whenRead(procfs.text(`${pid}/wchan`)) ?? '')?.[0];
  const socket = isAboutSocket(call, state, input) ? socketOf(procfs, pid, call, input) : undefined;
  const isClients = socket !== undefined && input.listening.has(socket.localPort);
  return {
    pid,
    state,
    ...(call && { call: call.name }),
    ...(channel !== undefined && { channel }),
    ...(socket && !isClients && { peer: { name: peerName(socket), state: socket.state } }),
    ...(isClients && { isClients }),
    since: input.at,
  };
}

/** What an idle server waits in. */
const IDLE = new Set(['poll', 'ppoll', 'select', 'pselect6', 'epoll_wait', 'epoll_pwait']);

function isAboutSocket(call: SystemCall | undefined, state: string, { isWrong }: HangInput): boolean {
  if (call === undefined) return isWrong && state !== 'R';
  return MAY_WAIT.has(call.name) || (isWrong && IDLE.has(call.name));
}

const MAY_WAIT = new Set(['connect', 'read', 'write', 'recvfrom', 'recvmsg', 'sendto', 'sendmsg']);

/** The socket that the call is about; where the call does not name it, the one that is connecting, else the only one that it opened. */
function socketOf(
  procfs: Procfs,
  pid: number,
  call: SystemCall | undefined,
  { sockets, listening }: HangInput,
): AppSocket | undefined {
  const own = sockets().filter((socket) => socket.pid === pid);
  if (call?.descriptor !== undefined) {
    const inode = socketInode(procfs, pid, call.descriptor);
    return own.find((socket) => socket.inode === inode);
  }
  const opened = own.filter(({ localPort }) => !listening.has(localPort));
  const [only, ...others] = opened;
  return opened.find(({ state }) => state === 'connecting') ?? (others.length === 0 ? only : undefined);
}
