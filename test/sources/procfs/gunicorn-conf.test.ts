import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openProcfs } from '../../../src/sources/procfs/files/procfs.ts';
import { gunicornConfReader } from '../../../src/sources/procfs/gunicorn-conf.ts';
import { process } from '../../support/builders.ts';
import { procTree } from './proc-tree.ts';

/** A process 7 in /srv of a file system of its own. */
function container() {
  const tree = procTree({ pid: 7, cwd: '/srv' });
  const root = join(tree.root, 'container');
  mkdirSync(join(root, 'srv/etc'), { recursive: true });
  rmSync(join(tree.root, '7/root'), { force: true });
  symlinkSync(root, join(tree.root, '7/root'));
  const read = (command: readonly string[], environment = {}, appCommand = command) =>
    gunicornConfReader(openProcfs(tree.root))([process({ command })], environment, appCommand);
  return { tree, read, path: (name: string) => join(root, 'srv', name) };
}

test('is found by its default name, by -c and by GUNICORN_CMD_ARGS, in the app’s own root and directory', () => {
  const { read, path } = container();
  writeFileSync(path('gunicorn.conf.py'), 'timeout = 1');
  writeFileSync(path('etc/other.py'), 'timeout = 2');
  const timeouts = [
    read(['gunicorn', 'app:app']),
    read(['gunicorn', '-c', 'etc/other.py', 'app:app']),
    read(['gunicorn', '--config=file:/srv/etc/other.py', 'app:app']),
    read(['gunicorn', 'app:app'], { GUNICORN_CMD_ARGS: '-c etc/other.py' }),
    read(['gunicorn: master [app:app]'], {}, ['sh', '-c', 'gunicorn -c etc/other.py app:app']),
    read(['gunicorn: master [app:app]'], {}, ['sh', '-c', 'cd /srv && exec gunicorn app:app']),
  ].map((conf) => conf?.values['timeout']);
  expect(timeouts).toEqual([1, 2, 2, 2, 2, 1]);
});

test('is none where there is no such file, or it is no ordinary one, or too large', () => {
  const { read, path } = container();
  expect(read(['gunicorn', 'app:app'])).toBeUndefined();
  expect(spawnSync('mkfifo', [path('fifo.py')]).status).toBe(0);
  expect(read(['gunicorn', '-c', 'fifo.py', 'app:app'])).toBeUndefined();
  expect(read(['gunicorn', '-c', '/dev/zero', 'app:app'])).toBeUndefined();
  writeFileSync(path('gunicorn.conf.py'), '#'.repeat(70_000));
  expect(read(['gunicorn', 'app:app'])).toBeUndefined();
  expect(read(['node', 'server.js'])).toBeUndefined();
});

test('is asked of the next Gunicorn where the first has ended, as a master that daemonizes does', () => {
  const { tree, path } = container();
  writeFileSync(path('gunicorn.conf.py'), 'daemon = True');
  const read = gunicornConfReader(openProcfs(tree.root));
  const command = ['gunicorn', 'app:app'];
  const [gone, daemon] = [process({ pid: 6, command }), process({ pid: 7, command })];
  expect(read([gone], {}, command)).toBeUndefined();
  expect(read([gone, daemon], {}, command)?.values['daemon']).toBe(true);
  expect(read([], {}, command)?.values['daemon']).toBe(true);
});
