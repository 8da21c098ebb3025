import type { Instant } from '../../../core/clock.ts';
import type { BlockedProcess, OpenFiles } from '../../../core/facts/blocked-process.ts';
import { peerName } from '../../../core/facts/connection.ts';
import type { Process } from '../../../core/facts/process.ts';
import { parseSyscall, type SystemCall } from '../files/parse-syscall.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import { type AppSocket, socketInode } from '../sockets/connections.ts';

/** What one scan needs to tell where processes are blocked. */
export interface SuspectInput {
  /** The processes to examine. */
  readonly suspects: readonly Process[];
  /** All living processes of the app: what was seen of the others is kept. */
  readonly alive: ReadonlySet<number>;
  /** Processes with a heartbeat. A blocked worker that beats again has moved on; a worker that has lost its heartbeat may be exiting. */
  readonly beating: ReadonlySet<number>;
  /** Whether something is wrong. Otherwise an idle process is not news, and the tables are read only for the socket of a call. */
  readonly isWrong: boolean;
  /** Called only when a suspect's call may be about a socket. */
  sockets(): readonly AppSocket[];
  readonly listening: ReadonlySet<number>;
  readonly at: Instant;
}

const SUSPECTS = 32;
const KEPT_GONE = 32;
/** An exiting process closes its files, its heartbeat file among them, before it is gone. */
const EXITING_MS = 10_000;
/** The log may report its exit within this time. */
const ENDING_MS = 1_500;

/** Where a process was blocked longest, and for how long it was seen there. */
interface Longest {
  readonly blocked: BlockedProcess;
  readonly forMs: number;
}

/**
 * Reads where processes are blocked. A process that is gone keeps the place where it was blocked longest.
 * A worker that is being killed runs its handlers for a moment, which does not show where it hung.
 */
export function blockedProcessReader(procfs: Procfs, arch: string): (input: SuspectInput) => readonly BlockedProcess[] {
  let before: ReadonlyMap<number, { readonly now: BlockedProcess; readonly longest: Longest; readonly at: Instant }> =
    new Map();
  return (input) => {
    const { suspects, alive, beating, isWrong, at } = input;
    const seen = suspects.slice(0, SUSPECTS).map((process) => {
      const last = before.get(process.pid);
      const now = sameAsBefore(last?.now, blockedProcess(procfs, arch, process, input));
      return { at, now, longest: longer(last?.longest, { blocked: now, forMs: at - now.since }) };
    });
    const told = isWrong ? seen : seen.filter(({ now: { call = '' } }) => !IDLE.has(call));
    const gone = [...before].filter(([pid, last]) => !alive.has(pid) || at - last.at < EXITING_MS).slice(-KEPT_GONE);
    before = new Map([...gone, ...told.map((each) => [each.now.pid, each] as const)]);
    return [...before].flatMap(([pid, last]) => {
      const now = { blocked: last.now, forMs: last.at - last.now.since };
      if (!alive.has(pid)) return standing(last.longest);
      const isEnding = !beating.has(pid) && at - last.at < ENDING_MS;
      return last.at === at || isEnding ? standing(now, last.longest) : [];
    });
  };
}

const longer = (before: Longest | undefined, now: Longest): Longest =>
  before === undefined || isSame(before.blocked, now.blocked) || now.forMs > before.forMs ? now : before;

/**
 * A process that computes is seen running in two scans in a row. Any other is runnable only for a moment, at the latest when it is killed.
 */
const COMPUTES_MS = 250;

/** The first of these that lasted more than a moment. */
const standing = (...seen: readonly Longest[]): readonly BlockedProcess[] =>
  seen
    .filter(({ blocked, forMs }) => blocked.state !== 'R' || forMs >= COMPUTES_MS)
    .map(({ blocked }) => blocked)
    .slice(0, 1);

const isSame = (a: BlockedProcess, b: BlockedProcess): boolean =>
  a.call === b.call && a.peer?.name === b.peer?.name && !a.files === !b.files;

const sameAsBefore = (before: BlockedProcess | undefined, blocked: BlockedProcess): BlockedProcess =>
  before !== undefined && isSame(before, blocked) ? { ...blocked, since: before.since } : blocked;

function blockedProcess(procfs: Procfs, arch: string, { pid, state }: Process, input: SuspectInput): BlockedProcess {
  const inCall = parseSyscall(whenRead(procfs.text(`${pid}/syscall`)) ?? '', arch);
  const call = inCall?.name === 'futex' && isIdleThread(procfs, pid) ? undefined : inCall;
  // Readable for the app's own user; a kernel that hides it shows 0.
  const channel = /^[A-Za-z_]\w{0,60}/.exec(whenRead(procfs.text(`${pid}/wchan`)) ?? '')?.[0];
  const socket = isAboutSocket(call, state, input) ? socketOf(procfs, pid, call, input) : undefined;
  const isClients = socket !== undefined && input.listening.has(socket.localPort);
  const files = input.isWrong ? fullFiles(procfs, pid) : undefined;
  return {
    pid,
    state,
    ...(call && { call: call.name }),
    ...(channel !== undefined && { channel }),
    ...(socket && !isClients && { peer: { name: peerName(socket), state: socket.state } }),
    ...(isClients && { isClients }),
    ...(files && { files }),
    since: input.at,
  };
}

/**
 * Whether a futex(2) means nothing for this process. In a process of several threads the first often just waits for the others,
 * as in a JVM, Go, .NET, Ruby, Erlang and Tokio. Python's first thread serves requests itself, and a single thread waits for a lock.
 */
function isIdleThread(procfs: Procfs, pid: number): boolean {
  const threads = numberIn(procfs.text(`${pid}/status`), /^Threads:\s*(\d+)/m) ?? 1;
  return threads > 1 && !/\/(?:python|pypy)[\d.]*$/.test(whenRead(procfs.link(`${pid}/exe`)) ?? '');
}

/** The calls that an idle server waits in. */
const IDLE = new Set(['poll', 'ppoll', 'select', 'pselect6', 'epoll_wait', 'epoll_pwait']);

function isAboutSocket(call: SystemCall | undefined, state: string, { isWrong }: SuspectInput): boolean {
  if (call === undefined) return isWrong && state !== 'R';
  return MAY_WAIT.has(call.name) || (isWrong && IDLE.has(call.name));
}

const MAY_WAIT = new Set(['connect', 'read', 'write', 'recvfrom', 'recvmsg', 'sendto', 'sendmsg']);

/** The socket that the call is about. If the call does not name it: the one that is connecting, else the only one that it opened. */
function socketOf(
  procfs: Procfs,
  pid: number,
  call: SystemCall | undefined,
  { sockets, listening }: SuspectInput,
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

/** Larger limits are not checked: listing that many files takes too long when the app is in trouble. */
const COUNTED = 65_536;
/** A server that frees one descriptor to refuse the next client uses it again a moment later. */
const SPARE = 1;

/**
 * The open files of a process that has reached its limit (RLIMIT_NOFILE in getrlimit(2)).
 * Undefined while it has room, and where the agent cannot read it.
 */
export function fullFiles(procfs: Procfs, pid: number): OpenFiles | undefined {
  const limit = numberIn(procfs.text(`${pid}/limits`), /^Max open files +(\d+)/m);
  if (limit === undefined || limit > COUNTED) return undefined;
  // The table's slots (proc_pid_status(5)) never shrink, so most processes need no listing.
  const slots = numberIn(procfs.text(`${pid}/status`), /^FDSize:\s*(\d+)/m);
  if (slots === undefined || slots < limit) return undefined;
  // A descriptor above the limit was opened before the limit was set.
  const open = whenRead(procfs.descriptors(pid))?.filter((descriptor) => descriptor < limit).length;
  return open !== undefined && open >= limit - SPARE ? { open, limit } : undefined;
}

function numberIn(read: ReturnType<Procfs['text']>, pattern: RegExp): number | undefined {
  const digits = pattern.exec(whenRead(read) ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
