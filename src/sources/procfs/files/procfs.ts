import { closeSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';
import { getSystemErrorMessage } from 'node:util';

/** The result of reading something under /proc. `vanished`: it no longer exists, as a process may exit at any moment. */
export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'vanished'; readonly reason: string }
  /** `fault`: only the system's message, without the call and the path: `EACCES: permission denied`. */
  | { readonly kind: 'denied'; readonly reason: string; readonly fault: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** What stat(2) reports for an open file; times in milliseconds since the epoch, as the file system keeps them. */
export interface FileStat {
  /** The permission bits only. */
  readonly mode: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** A proc file system as a value (proc(5)). Never throws because a process vanished or cannot be read. */
export interface Procfs {
  readonly root: string;
  /** The first `limit` bytes of a small file as UTF-8, read in one call; 4 KiB by default. */
  text(path: string, limit?: number): Read<string>;
  /** Reads a table chunk by chunk (Latin-1) for as long as `take` returns true. */
  scan(path: string, take: (chunk: string) => boolean): Read<undefined>;
  /** All process ids that the mount shows, in ascending order. */
  pids(): Read<readonly number[]>;
  /** The open descriptors of a process, in ascending order; denied if their targets cannot be read, even if they can be listed. */
  descriptors(pid: number): Read<readonly number[]>;
  /** The target of a link: PID/exe, PID/cwd, PID/fd/N. */
  link(path: string): Read<string>;
  /** The file that a descriptor refers to, even if it was unlinked. */
  fileStat(pid: number, descriptor: number): Read<FileStat>;
  /** The permission bits of a file as the process sees it. A relative path starts at the process's working directory. */
  modeFor(pid: number, path: string): Read<number>;
  /** The effective user of a process. */
  uid(pid: number): Read<number>;
}

const CHUNK_BYTES = 16_384;
const SMALL_FILE_BYTES = 4_096;

/** Opens the proc file system that is mounted at `root`; reads nothing yet. */
export function openProcfs(root = '/proc'): Procfs {
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  return {
    root,
    text: (path, limit = SMALL_FILE_BYTES) => attempt(() => head(`${root}/${path}`, buffer(chunk, limit))),
    scan: (path, take) => attempt(() => scan(`${root}/${path}`, chunk, take)),
    pids: () => attempt(() => numbersIn(root)),
    descriptors: (pid) => descriptorsIn(`${root}/${pid}/fd`),
    link: (path) => attempt(() => readlinkSync(`${root}/${path}`)),
    fileStat: (pid, descriptor) => attempt(() => fileStat(`${root}/${pid}/fd/${descriptor}`)),
    modeFor: (pid, path) =>
      attempt(() => fileStat(`${root}/${pid}/${path.startsWith('/') ? 'root' : 'cwd/'}${path}`).mode),
    uid: (pid) => attempt(() => statSync(`${root}/${pid}`).uid),
  };
}

/** The value, or undefined if it could not be read for any reason. */
export const whenRead = <T>(read: Read<T>): T | undefined => (read.kind === 'read' ? read.value : undefined);

/** Whether the kernel is gVisor, by its version text: its tables differ in order and detail. */
export function isGvisor(procfs: Procfs): boolean {
  return /gvisor|Sun Jan 10 15:06:54 PST 2016/i.test(whenRead(procfs.text('version')) ?? '');
}

const VANISHED = new Set(['ENOENT', 'ESRCH', 'ENOTDIR']);
const DENIED = new Set(['EACCES', 'EPERM']);

function attempt<T>(action: () => T): Read<T> {
  try {
    return { kind: 'read', value: action() };
  } catch (error) {
    // Only a failed system call is a result; errors that `take` throws are the caller's.
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    const { message: reason } = error;
    const code = String(error.code);
    if (VANISHED.has(code)) return { kind: 'vanished', reason };
    if (!DENIED.has(code)) return { kind: 'failed', reason };
    const words = 'errno' in error && typeof error.errno === 'number' ? `: ${getSystemErrorMessage(error.errno)}` : '';
    return { kind: 'denied', reason, fault: `${code}${words}` };
  }
}

const buffer = (shared: Buffer, limit: number): Buffer =>
  limit <= shared.length ? shared.subarray(0, limit) : Buffer.allocUnsafe(limit);

function head(path: string, into: Buffer): string {
  const file = openSync(path, 'r');
  try {
    return into.toString('utf8', 0, readSync(file, into, 0, into.length, null));
  } finally {
    closeSync(file);
  }
}

function scan(path: string, into: Buffer, take: (chunk: string) => boolean): undefined {
  const file = openSync(path, 'r');
  try {
    let bytes = readSync(file, into, 0, into.length, null);
    while (bytes > 0 && take(into.toString('latin1', 0, bytes))) {
      bytes = readSync(file, into, 0, into.length, null);
    }
  } finally {
    closeSync(file);
  }
}

/** Root without the right to trace can list the descriptors of another user's process, but not read their targets. */
function descriptorsIn(path: string): Read<readonly number[]> {
  const listed = attempt(() => numbersIn(path));
  const last = whenRead(listed)?.at(-1);
  const followed = last === undefined ? listed : attempt(() => readlinkSync(`${path}/${last}`));
  return followed.kind === 'denied' ? followed : listed;
}

const DIGITS_ONLY = /^\d+$/;

const numbersIn = (path: string): readonly number[] =>
  readdirSync(path)
    .filter((name) => DIGITS_ONLY.test(name))
    .map(Number)
    .sort((a, b) => a - b);

function fileStat(path: string): FileStat {
  const { mode, mtimeMs, ctimeMs } = statSync(path);
  return { mode: mode & 0o777, mtimeMs, ctimeMs };
}
