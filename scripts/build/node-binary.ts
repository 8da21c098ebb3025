import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Architecture } from './architecture.ts';
import { command } from './command.ts';

const require = createRequire(import.meta.url);

/** Node for an architecture: the installed npm package, or a copy from the registry if this machine has another architecture. */
export function nodePackage({ nodePackage: name }: Architecture, directory: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return fetched(name, directory);
  }
}

/** Strips Node before anything goes into it, because strip corrupts a binary that holds a blob. 126 MB become 108. */
export function strippedNode({ strip }: Architecture, packageDirectory: string, directory: string): string {
  const file = join(directory, 'node');
  command(strip, ['-s', '-o', file, join(packageDirectory, 'bin/node')]);
  return file;
}

/** npm installs a package for another architecture only with --force, but it downloads the archive of any package. */
function fetched(name: string, directory: string): string {
  const target = join(directory, name);
  const { optionalDependencies } = require('../../package.json');
  if (existsSync(join(target, 'package.json'))) return target;
  mkdirSync(target, { recursive: true });
  command('npm', ['pack', '--silent', '--pack-destination', directory, `${name}@${optionalDependencies[name]}`]);
  command('tar', [
    '-xzf',
    join(directory, `${name}-${optionalDependencies[name]}.tgz`),
    '-C',
    target,
    '--strip-components=1',
  ]);
  return target;
}
