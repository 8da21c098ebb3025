import { type Procfs, whenRead } from './files/procfs.ts';

/** A file that a process has open to write its log to. */
export interface OpenLog {
  readonly origin: string;
  readonly path: string;
  readonly descriptorPath: string;
  readonly isWhole: boolean;
}

const STDOUT = 1;
const STDERR = 2;
/** A server may hold tens of thousands of connections; it opened its log before them. */
const DESCRIPTORS = 256;
const PROCESSES = 16;

const WRITABLE = 0o3;
const APPEND = 0o2000;
const DELETED = ' (deleted)';
/** Regular files have paths. Paths of the kernel's own file systems and of memory files are not logs. */
const PATH = /^\/(?!dev\/|proc\/|sys\/|memfd:)/;
const LOG_NAME = /\.(?:log|err|out)$/;
const ACCESS_LOG = /access[^/]*$/;
/**
 * The log files of package managers: npm's since 6 (`logs-dir` in npm's config(7)), recognized by the end of the name.
 * Older npm, Yarn 1, pnpm and Lerna leave theirs in the app's directory. They are long, and messages for people go to stderr.
 */
const PACKAGE_MANAGER_LOG = /(?:\dZ-debug(?:-\d+)?|\/\.?(?:npm|yarn|pnpm|lerna)-(?:debug|error))\.log$/;

/**
 * Finds the files that the app's processes write their logs to: the targets of each one's stdout and stderr.
 * For the main process, also files that it appends to and that are named like a log.
 * Access logs and package managers' logs are left out: they are long, and do not show why an app fails.
 */
export function openLogFinder(procfs: Procfs): (pids: readonly number[]) => readonly OpenLog[] {
  return (pids) => {
    const outputs = pids.slice(0, PROCESSES).flatMap((pid) => [STDOUT, STDERR].flatMap((fd) => outputAt(pid, fd)));
    const [main] = pids;
    const others = main === undefined ? [] : (whenRead(procfs.descriptors(main)) ?? []).slice(0, DESCRIPTORS);
    const logs = others.filter((fd) => fd > STDERR).flatMap((fd) => (main === undefined ? [] : logAt(main, fd)));
    return distinct([...outputs, ...logs]);
  };

  function outputAt(pid: number, fd: number): readonly OpenLog[] {
    const origin = pathOf(pid, fd);
    const opening = openingOf(pid, fd);
    if (origin === undefined || opening === undefined || (opening.flags & WRITABLE) === 0) return [];
    return [found(pid, fd, origin, (opening.flags & APPEND) === 0)];
  }

  function logAt(pid: number, fd: number): readonly OpenLog[] {
    const origin = pathOf(pid, fd);
    if (origin === undefined || !isLog(origin)) return [];
    const { flags } = openingOf(pid, fd) ?? { flags: 0 };
    return (flags & WRITABLE) !== 0 && (flags & APPEND) !== 0 ? [found(pid, fd, origin, false)] : [];
  }

  function pathOf(pid: number, fd: number): string | undefined {
    const link = whenRead(procfs.link(`${pid}/fd/${fd}`));
    if (link === undefined || !PATH.test(link)) return undefined;
    return link.endsWith(DELETED) ? link.slice(0, -DELETED.length) : link;
  }

  /** The open(2) flags, from /proc/PID/fdinfo (proc(5)). */
  function openingOf(pid: number, fd: number): { readonly flags: number } | undefined {
    const [, octal] = /^flags:\s*([0-7]+)$/m.exec(whenRead(procfs.text(`${pid}/fdinfo/${fd}`)) ?? '') ?? [];
    return octal === undefined ? undefined : { flags: Number.parseInt(octal, 8) };
  }

  function found(pid: number, fd: number, origin: string, isWhole: boolean): OpenLog {
    const { root } = procfs;
    return { origin, path: `${root}/${pid}/root${origin}`, descriptorPath: `${root}/${pid}/fd/${fd}`, isWhole };
  }
}

function isLog(path: string): boolean {
  return LOG_NAME.test(path) && !ACCESS_LOG.test(path) && !PACKAGE_MANAGER_LOG.test(path);
}

function distinct(logs: readonly OpenLog[]): readonly OpenLog[] {
  const byOrigin = new Map<string, OpenLog>();
  for (const log of logs) if (!byOrigin.has(log.origin)) byOrigin.set(log.origin, log);
  return [...byOrigin.values()];
}
