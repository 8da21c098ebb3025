import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CgroupReading } from '../../core/facts/cgroup.ts';
import { type CgroupDirectories, type HiddenCgroup, parseDirectories } from './parse-directories.ts';
import { cpuFiles, type Files, memoryFiles, parseCpu, parseMemory } from './parse-reading.ts';

/** A reading, or why there is none, for people. */
export type CgroupRead = { readonly kind: 'read'; readonly value: CgroupReading } | HiddenCgroup;

/**
 * Reads a process's cgroup. Without a pid it reads the agent's own, which is the app's too if the app is its child.
 * Finds the directories once. `root` is the root of the file system.
 */
export function cgroupReader(root = '/'): (pid?: number) => CgroupRead {
  let directories: SeenDirectories | HiddenCgroup | undefined;
  let of: number | undefined;
  return (pid) => {
    if (pid !== of) directories = undefined;
    of = pid;
    directories ??= pid === undefined ? ownDirectories(root) : directoriesOf(root, pid);
    const read = directories.kind === 'found' ? readDirectories(directories.under, directories) : directories;
    // The process may be moved to another cgroup, so the next reading searches again.
    if (read.kind === 'hidden') directories = undefined;
    return read;
  };
}

/** The directories, and the root of the mounts that show them. */
type SeenDirectories = CgroupDirectories & { readonly under: string };

const ownDirectories = (root: string): SeenDirectories | HiddenCgroup =>
  findDirectories(root, 'proc/self/cgroup', 'proc/self/mountinfo', root);

/** The cgroup of another process, through its own mounts if the agent can read them, else through the agent's. */
function directoriesOf(root: string, pid: number): SeenDirectories | HiddenCgroup {
  const cgroup = `proc/${pid}/cgroup`;
  const seen = findDirectories(root, cgroup, `proc/${pid}/mountinfo`, join(root, `proc/${pid}/root`));
  const isShown = seen.kind === 'found' && existsSync(join(seen.under, seen.memory));
  return isShown ? seen : findDirectories(root, cgroup, 'proc/self/mountinfo', root);
}

function findDirectories(
  root: string,
  cgroupPath: string,
  mountsPath: string,
  under: string,
): SeenDirectories | HiddenCgroup {
  const cgroup = textOf(join(root, cgroupPath));
  const mountinfo = textOf(join(root, mountsPath));
  if (cgroup === undefined || mountinfo === undefined) {
    return { kind: 'hidden', reason: `/${cgroupPath} and /${mountsPath} cannot be read` };
  }
  const directories = parseDirectories(cgroup, mountinfo);
  return directories.kind === 'found' ? { ...directories, under } : directories;
}

function readDirectories(
  root: string,
  { version, memory: directory, cpu: cpuDirectory }: CgroupDirectories,
): CgroupRead {
  const memory = parseMemory(version, filesIn(join(root, directory), memoryFiles[version]));
  if (memory === undefined) {
    const reason = `${directory} has no memory account: it is the root of its hierarchy, or the controller is off`;
    return { kind: 'hidden', reason };
  }
  const cpu = cpuDirectory && parseCpu(version, filesIn(join(root, cpuDirectory), cpuFiles[version]));
  return { kind: 'read', value: { version, memory, ...(cpu && { cpu }) } };
}

const filesIn = (directory: string, names: readonly string[]): Files =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = textOf(`${directory}/${name}`);
      return text === undefined ? [] : [[name, text]];
    }),
  );

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Many kernels and views lack the file, or access is denied: the parsers treat both as missing.
    return undefined;
  }
}
