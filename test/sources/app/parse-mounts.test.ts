import { expect, test } from 'vitest';
import { mountOf } from '../../../src/sources/app/parse-mounts.ts';

const mountinfo = `22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:26 / /data rw,nosuid,noexec - tmpfs tmpfs rw
31 30 0:27 / /data/bin rw - tmpfs tmpfs rw
32 22 0:28 / /with\\040space rw,noexec - tmpfs tmpfs rw
`;

test.each([
  ['/app/start.sh', '/', false],
  ['/data/start.sh', '/data', true],
  ['/database/start.sh', '/', false],
  ['/data/bin/start.sh', '/data/bin', false],
  ['/with space/x', '/with space', true],
])('finds the mount that holds %s', (path, mountPoint, isNoexec) => {
  expect(mountOf(mountinfo, path)).toEqual({ mountPoint, isNoexec });
});

test('finds none in nothing', () => {
  expect(mountOf('', '/app')).toBeUndefined();
});
