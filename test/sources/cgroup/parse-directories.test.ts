import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDirectories } from '../../../src/sources/cgroup/parse-directories.ts';

const captures = join(import.meta.dirname, '../../fixtures/proc-cgroup');
const placeIn = (capture: string) =>
  parseDirectories(
    readFileSync(join(captures, capture, 'proc/self/cgroup'), 'utf8'),
    readFileSync(join(captures, capture, 'proc/self/mountinfo'), 'utf8'),
  );

test('finds version 1 on the host, a directory for each controller', () => {
  expect(placeIn('v1-unlimited')).toEqual({
    kind: 'found',
    version: 1,
    memory: '/sys/fs/cgroup/memory/corpus_fixture',
    cpu: '/sys/fs/cgroup/cpu/corpus_fixture',
  });
});

test('finds version 2 in a container with a cgroup namespace and a mount of its own', () => {
  const directory = '/sys/fs/cgroup';
  expect(placeIn('v2-limited')).toEqual({ kind: 'found', version: 2, memory: directory, cpu: directory });
});

test('finds nothing where the mount begins above the namespace', () => {
  expect(placeIn('v2-without-remount')).toEqual({
    kind: 'hidden',
    reason: "no mount of cgroup version 2 shows the container's own control group /",
  });
});

const mount = (root: string, at: string, rest: string): string => `40 31 0:3 ${root} ${at} ro,relatime - ${rest}\n`;

describe('a container of version 1 without a cgroup namespace', () => {
  const cgroup = '4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n';

  test('sees its own part of the hierarchy at the mount point', () => {
    const mountinfo =
      mount('/docker/abc', '/sys/fs/cgroup/memory', 'cgroup cgroup rw,memory') +
      mount('/docker/abc', '/sys/fs/cgroup/cpu,cpuacct', 'cgroup cgroup rw,cpu,cpuacct');
    expect(parseDirectories(cgroup, mountinfo)).toEqual({
      kind: 'found',
      version: 1,
      memory: '/sys/fs/cgroup/memory',
      cpu: '/sys/fs/cgroup/cpu,cpuacct',
    });
  });

  test('does not take a neighbour for its own', () => {
    const mountinfo = mount('/docker/ab', '/sys/fs/cgroup/memory', 'cgroup cgroup rw,memory');
    expect(parseDirectories(cgroup, mountinfo).kind).toBe('hidden');
  });

  test('goes without the processor when only memory is mounted', () => {
    const mountinfo = mount('/', '/sys/fs/cg\\040roup', 'cgroup cgroup rw,memory');
    expect(parseDirectories(cgroup, mountinfo)).toEqual({
      kind: 'found',
      version: 1,
      memory: '/sys/fs/cg roup/docker/abc',
    });
  });
});

test('takes the mount on top', () => {
  const mountinfo = mount('/', '/old', 'cgroup2 none rw') + mount('/', '/sys/fs/cgroup', 'cgroup2 none rw');
  expect(parseDirectories('0::/a/b\n', mountinfo)).toMatchObject({ memory: '/sys/fs/cgroup/a/b' });
});

test.each([
  ['a cgroup outside the namespace', '0::/../other\n', mount('/', '/sys/fs/cgroup', 'cgroup2 none rw')],
  ['no mount', '0::/\n', ''],
  ['no cgroups', '', ''],
  ['nonsense', 'x\n1:2\n', 'a b c\n - - -\n'],
])('is hidden with a reason for %s', (_, cgroup, mountinfo) => {
  expect(parseDirectories(cgroup, mountinfo)).toEqual({ kind: 'hidden', reason: expect.stringMatching(/\w/) });
});
