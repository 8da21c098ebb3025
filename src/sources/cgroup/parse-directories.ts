/** The directories of a process's own cgroup, one per controller; in version 2 they are the same. */
export interface CgroupDirectories {
  readonly kind: 'found';
  readonly version: 1 | 2;
  readonly memory: string;
  readonly cpu?: string;
}

/** A cgroup that this mount namespace does not show; the reason is for people. */
export interface HiddenCgroup {
  readonly kind: 'hidden';
  readonly reason: string;
}

/** A cgroup mount (proc(5), mountinfo): `at` shows the part of the hierarchy below `root`. */
interface Mount {
  readonly root: string;
  readonly at: string;
  readonly type: 'cgroup' | 'cgroup2';
  readonly options: readonly string[];
}

/**
 * Finds a process's cgroup from its /proc/PID/cgroup and /proc/PID/mountinfo (cgroups(7)). Version 1 if that has the memory controller.
 * Hidden if the mount shows another part of the hierarchy, as in a cgroup namespace without its own mount.
 */
export function parseDirectories(cgroup: string, mountinfo: string): CgroupDirectories | HiddenCgroup {
  const paths = pathsIn(cgroup);
  const mounts = mountsIn(mountinfo);
  const ownV1 = (controller: string): string | undefined =>
    directoryOf(
      mounts.filter(({ type, options }) => type === 'cgroup' && options.includes(controller)),
      paths.get(controller),
    );
  if (paths.has('memory')) {
    const memory = ownV1('memory');
    const cpu = ownV1('cpu');
    if (memory === undefined) return hidden(paths.get('memory'), 'the memory controller');
    return { kind: 'found', version: 1, memory, ...(cpu !== undefined && { cpu }) };
  }
  const unified = directoryOf(
    mounts.filter(({ type }) => type === 'cgroup2'),
    paths.get(''),
  );
  if (unified === undefined) return hidden(paths.get(''), 'cgroup version 2');
  return { kind: 'found', version: 2, memory: unified, cpu: unified };
}

const hidden = (path: string | undefined, what: string): HiddenCgroup => ({
  kind: 'hidden',
  reason:
    path === undefined
      ? 'this kernel accounts for no memory by control groups'
      : `no mount of ${what} shows the container's own control group ${path}`,
});

/** The path for each controller of version 1; version 2 has the empty name. */
function pathsIn(cgroup: string): ReadonlyMap<string, string> {
  const rows = cgroup.split('\n').flatMap((row) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(row) ?? [];
    return controllers === undefined || path === undefined ? [] : [{ controllers, path }];
  });
  return new Map(rows.flatMap(({ controllers, path }) => controllers.split(',').map((name) => [name, path] as const)));
}

function mountsIn(mountinfo: string): readonly Mount[] {
  return mountinfo.split('\n').flatMap((row) => {
    const [before = '', after = ''] = row.split(' - ', 2);
    const [, , , root, at] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    if (root === undefined || at === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return [];
    return [{ root: unescaped(root), at: unescaped(at), type, options: options.split(',') }];
  });
}

/** Space, tab, newline and backslash are escaped as octal (getmntent(3)). */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** The last of several mounts is on top. */
function directoryOf(mounts: readonly Mount[], path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  return mounts.flatMap(({ root, at }) => within(root, path)?.map((below) => `${at}${below}`) ?? []).at(-1);
}

function within(root: string, path: string): readonly string[] | undefined {
  // Outside the reader's cgroup namespace: only a mount that shows exactly the same part works.
  if (root === '/') return path.startsWith('/..') ? undefined : [path === '/' ? '' : path];
  if (path === root) return [''];
  return path.startsWith(`${root}/`) ? [path.slice(root.length)] : undefined;
}
