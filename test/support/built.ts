// needs: binutils musl-tools
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Test files run side by side, and one build is enough.
const lock = join(tmpdir(), 'sidewatch-build.lock');
const root = join(import.meta.dirname, '../..');

/** The directory that ships, built when the sources have changed since it was; throws with the build's words when it cannot be. */
export function builtDirectory(): string {
  const { status, stdout, stderr } = spawnSync('flock', [lock, 'node', 'scripts/build.ts', '--if-changed'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` },
  });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
  return join(root, 'dist/sidewatch');
}
