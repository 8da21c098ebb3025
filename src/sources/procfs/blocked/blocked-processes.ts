import type { Instant } from '../../../core/clock.ts';
import type { BlockedProcess, OpenFiles } from '../../../core/facts/blocked-process.ts';
import { peerName } from '../../../core/facts/connection.ts';
import type { Process } from '../../../core/facts/process.ts';
import { parseSyscall, type SystemCall } from '../files/parse-syscall.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import { type AppSocket, socketInode } from '../sockets/connections.ts';

/** What one look needs to tell where processes stand. */
export interface SuspectInput {
  /** Those to look into. */
  readonly suspects: readonly Process[];
  /** All of the app's that live: what was seen of others is kept. */
  readonly alive: ReadonlySet<number>;
  /** Those that beat: a worker that stood and beats again has moved on, and one that has no heartbeat any more may be ending. */
  readonly beating: ReadonlySet<number>;
  /** Whether something is wrong: else an idle process is no news, and only a call's own socket is worth a look at the tables. */
  readonly isWrong: boolean;
  /** Asked only when a suspect is in a call that may be about a socket. */
  sockets(): readonly AppSocket[];
  readonly listening: ReadonlySet<number>;
  readonly at: Instant;
}

const SUSPECTS = 32;
const KEPT_GONE = 32;
/** A process that ends has closed its files, its heartbeat's among them, before it is gone. */
const EXITING_MS = 10_000;
/** The log may tell of its end just then. */
const ENDING_MS = 1_500;

/** Where a process stood longest, and for how long it was seen there. */
interface Longest {
  readonly blocked: BlockedProcess;
  readonly forMs: number;
}

/**
 * A reader of where processes stand still; one that is gone keeps where it stood longest: a worker that is being killed
 * runs its handlers for a moment, which says nothing of where it hung.
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

/** Two looks in a row see one that computes; any other is ready to run for a moment, at the latest when it is killed. */
const COMPUTES_MS = 250;

/** The first of these that is more than a moment's. */
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
  // Readable for the app's own user; a kernel that hides it says 0.
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
 * Whether a futex(2) says nothing of a process: of several threads the first waits in one for the others, as in a JVM, Go, .NET, Ruby, Erlang and
 * Tokio, whatever they do. Python's first thread serves itself, and a single thread waits for a lock.
 */
function isIdleThread(procfs: Procfs, pid: number): boolean {
  const threads = numberIn(procfs.text(`${pid}/status`), /^Threads:\s*(\d+)/m) ?? 1;
  return threads > 1 && !/\/(?:python|pypy)[\d.]*$/.test(whenRead(procfs.link(`${pid}/exe`)) ?? '');
}

/** What an idle server waits in. */
const IDLE = new Set(['poll', 'ppoll', 'select', 'pselect6', 'epoll_wait', 'epoll_pwait']);

function isAboutSocket(call: SystemCall | undefined, state: string, { isWrong }: SuspectInput): boolean {
  if (call === undefined) return isWrong && state !== 'R';
  return MAY_WAIT.has(call.name) || (isWrong && IDLE.has(call.name));
}

const MAY_WAIT = new Set(['connect', 'read', 'write', 'recvfrom', 'recvmsg', 'sendto', 'sendmsg']);

/** The socket that the call is about; where the call does not name it, the one that is connecting, else the only one that it opened. */
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

/** More than this many are not counted: a listing of them takes too long beside an app that is in trouble. */
const COUNTED = 65_536;
/** A server that gave one back to refuse the next client has it again a moment later. */
const SPARE = 1;

/** The files that a process has open where these are as many as it may (RLIMIT_NOFILE in getrlimit(2)); undefined while it has room, and where that may not be read. */
export function fullFiles(procfs: Procfs, pid: number): OpenFiles | undefined {
  const limit = numberIn(procfs.text(`${pid}/limits`), /^Max open files +(\d+)/m);
  if (limit === undefined || limit > COUNTED) return undefined;
  // The table's slots (proc_pid_status(5)), which never get fewer: most processes need no listing.
  const slots = numberIn(procfs.text(`${pid}/status`), /^FDSize:\s*(\d+)/m);
  if (slots === undefined || slots < limit) return undefined;
  // One above the limit was there before it.
  const open = whenRead(procfs.descriptors(pid))?.filter((descriptor) => descriptor < limit).length;
  return open !== undefined && open >= limit - SPARE ? { open, limit } : undefined;
}

function numberIn(read: ReturnType<Procfs['text']>, pattern: RegExp): number | undefined {
  const digits = pattern.exec(whenRead(read) ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
