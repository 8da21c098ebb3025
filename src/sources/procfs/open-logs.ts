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
/** A server may hold tens of thousands of connections; its log was opened before them. */
const DESCRIPTORS = 256;
const PROCESSES = 16;

const WRITABLE = 0o3;
const APPEND = 0o2000;
const DELETED = ' (deleted)';
/** Regular files have paths; of these only the kernel's own and what is in memory are none of a log. */
const PATH = /^\/(?!dev\/|proc\/|sys\/|memfd:)/;
const LOG_NAME = /\.(?:log|err|out)$/;
const ACCESS_LOG = /access[^/]*$/;
/**
 * What a package manager notes of its own work, at great length: npm's since 6 (`logs-dir` in npm's config(7)), and by their names in the
 * directory of the app those of older npm, Yarn 1, pnpm and Lerna. Its messages for people are on stderr.
 */
const PACKAGE_MANAGER_LOG = /(?:\dZ-debug(?:-\d+)?|\/\.?(?:npm|yarn|pnpm|lerna)-(?:debug|error))\.log$/;

/**
 * A finder of the files that the app's processes write their logs to: what stdout and stderr of each lead to, and what its main
 * process has open to append to and is called a log. Access logs and package managers' own are left out: they say nothing of why an app is
 * ill, at great length.
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

  /** The open(2) flags, by /proc/PID/fdinfo (proc(5)). */
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
