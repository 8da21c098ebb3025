import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CgroupReading } from '../../core/facts/cgroup.ts';
import { type NoPlace, type Place, parsePlace } from './parse-directories.ts';
import { cpuFiles, type Files, memoryFiles, parseCpu, parseMemory } from './parse-reading.ts';

/** A reading, or why there is none, for people. */
export type CgroupRead = { readonly kind: 'read'; readonly value: CgroupReading } | NoPlace;

/**
 * A reader of a process's cgroup: `self`, the agent's own, is the app's too where the app is its child. It finds the directories once.
 * `root` is where the file system begins.
 */
export function cgroupReader(root = '/'): (pid?: number) => CgroupRead {
  let place: Placed | NoPlace | undefined;
  let of: number | undefined;
  return (pid) => {
    if (pid !== of) place = undefined;
    of = pid;
    place ??= pid === undefined ? ownPlace(root) : placeOf(root, pid);
    const read = place.kind === 'found' ? readPlace(place.under, place) : place;
    // The process may be moved: the next reading looks anew.
    if (read.kind === 'hidden') place = undefined;
    return read;
  };
}

/** A place, and the root of the mounts that show it. */
type Placed = Place & { readonly under: string };

const ownPlace = (root: string): Placed | NoPlace => findPlace(root, 'proc/self/cgroup', 'proc/self/mountinfo', root);

/** The cgroup of another process: as its own mounts show it, where they are ours to read, else as the agent's do. */
function placeOf(root: string, pid: number): Placed | NoPlace {
  const cgroup = `proc/${pid}/cgroup`;
  const seen = findPlace(root, cgroup, `proc/${pid}/mountinfo`, join(root, `proc/${pid}/root`));
  const isShown = seen.kind === 'found' && existsSync(join(seen.under, seen.memory));
  return isShown ? seen : findPlace(root, cgroup, 'proc/self/mountinfo', root);
}

function findPlace(root: string, cgroupPath: string, mountsPath: string, under: string): Placed | NoPlace {
  const cgroup = textOf(join(root, cgroupPath));
  const mountinfo = textOf(join(root, mountsPath));
  if (cgroup === undefined || mountinfo === undefined) {
    return { kind: 'hidden', reason: `/${cgroupPath} and /${mountsPath} cannot be read` };
  }
  const place = parsePlace(cgroup, mountinfo);
  return place.kind === 'found' ? { ...place, under } : place;
}

function readPlace(root: string, { version, memory: directory, cpu: cpuDirectory }: Place): CgroupRead {
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
    // Absent by design in many kernels and views, or not ours to read: both are "not there" to the parsers.
    return undefined;
  }
}
