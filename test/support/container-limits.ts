import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A control group like a container's, made for one test. */
export interface ContainerLimits {
  /** Its directories: one for each controller in version 1. */
  readonly directories: readonly string[];
  /** Waits up to 3 s until its processes, which were killed before, have ended. */
  remove(): Promise<void>;
}

/** What a container is run with; `cores` may be a part of one. */
export interface Limits {
  readonly memoryBytes?: number;
  readonly cores?: number;
}

const V1 = '/sys/fs/cgroup/memory';
const V2 = '/sys/fs/cgroup/cgroup.subtree_control';
let made = 0;

/** Makes a control group with these limits (version 1, or 2 where its controllers are handed down); undefined when this machine does not let us. */
export function containerLimits(limits: Limits): ContainerLimits | undefined {
  const name = `sidewatch-test-${process.pid}-${made}`;
  made += 1;
  const isOne = existsSync(`${V1}/memory.limit_in_bytes`);
  if (!isOne && !existsSync(V2)) return undefined;
  const roots = isOne ? [V1, '/sys/fs/cgroup/cpu'] : ['/sys/fs/cgroup'];
  const directories = roots.map((root) => join(root, name));
  const remove = async (): Promise<void> => {
    for (let tries = 60; tries > 0 && directories.some(existsSync); tries -= 1) {
      for (const directory of directories.filter(existsSync)) attempt(() => rmdirSync(directory));
      // The kernel tells nobody when the last process has left.
      if (directories.some(existsSync)) await sleep(50);
    }
  };
  const files = isOne ? filesOfOne(limits) : filesOfTwo(limits);
  const isMade = attempt(() => {
    for (const directory of directories) mkdirSync(directory);
    for (const [controller, file, value] of files) {
      writeFileSync(join(isOne ? `/sys/fs/cgroup/${controller}` : '/sys/fs/cgroup', name, file), value);
    }
  });
  if (isMade) return { directories, remove };
  void remove();
  return undefined;
}

type Setting = readonly [controller: string, file: string, value: string];

const filesOfOne = ({ memoryBytes, cores }: Limits): readonly Setting[] => [
  ...(memoryBytes === undefined ? [] : [['memory', 'memory.limit_in_bytes', String(memoryBytes)] as const]),
  ...(cores === undefined ? [] : [['cpu', 'cpu.cfs_quota_us', String(cores * 100_000)] as const]),
];

const filesOfTwo = ({ memoryBytes, cores }: Limits): readonly Setting[] => [
  ...(memoryBytes === undefined ? [] : [['memory', 'memory.max', String(memoryBytes)] as const]),
  ...(cores === undefined ? [] : [['cpu', 'cpu.max', `${cores * 100_000} 100000`] as const]),
];

function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    // Whether we may is what was to be found out.
    return false;
  }
}
