import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CgroupReading } from '../../core/cgroup.ts';
import { type NoPlace, type Place, parsePlace } from './parse-place.ts';
import { cpuFiles, type Files, memoryFiles, parseCpu, parseMemory } from './parse-reading.ts';

/** A reading, or why there is none, for people. */
export type CgroupRead = { readonly kind: 'read'; readonly value: CgroupReading } | NoPlace;

/** A reader of the agent's own cgroup, which is the app's: the app is its child. It finds the directories once. `root` is where the file system begins. */
export function cgroupReader(root = '/'): () => CgroupRead {
  let place: Place | NoPlace | undefined;
  return () => {
    place ??= findPlace(root);
    const read = place.kind === 'found' ? readPlace(root, place) : place;
    // The process may be moved: the next reading looks anew.
    if (read.kind === 'hidden') place = undefined;
    return read;
  };
}

function findPlace(root: string): Place | NoPlace {
  const cgroup = textOf(join(root, 'proc/self/cgroup'));
  const mountinfo = textOf(join(root, 'proc/self/mountinfo'));
  if (cgroup === undefined || mountinfo === undefined) {
    return { kind: 'hidden', reason: '/proc/self/cgroup and /proc/self/mountinfo cannot be read' };
  }
  return parsePlace(cgroup, mountinfo);
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
      const text = textOf(join(directory, name));
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
