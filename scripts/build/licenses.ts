import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Shipped {
  readonly root: string;
  /** The directory of Node's package. */
  readonly nodePackage: string;
  /** Directories of the packages in the bundle, relative to the root. */
  readonly packages: readonly string[];
  readonly target: string;
  /** The libc in the launcher. */
  readonly launcherLibc: 'glibc' | 'musl';
}

/** Debian's copyright files for everything that is copied or linked from the build machine. */
const SYSTEM = [
  ['glibc', 'libc6', 'the loader and libc, libm, libdl, libpthread, unmodified; LGPL-2.1-or-later'],
  ['gcc-runtime', 'libstdc++6', 'libstdc++ and libgcc_s, unmodified; GPL-3.0 with the GCC runtime library exception'],
  ['musl', 'musl-dev', 'the libc inside the launcher; MIT'],
] as const;

/** Writes the licenses of everything that is shipped to licenses/NAME, and a NOTICE that lists them. */
export function writeLicenses({ root, nodePackage, packages, target, launcherLibc }: Shipped): void {
  const directory = join(target, 'licenses');
  mkdirSync(directory, { recursive: true });
  const rows: string[] = [];
  const put = (name: string, text: string, what: string): void => {
    writeFileSync(join(directory, name), text);
    rows.push(`- ${name}: ${what}`);
  };
  put('sidewatch', readFileSync(join(root, 'LICENSE'), 'utf8'), 'sidewatch itself; Apache-2.0');
  put(
    'node',
    readFileSync(join(nodePackage, 'LICENSE'), 'utf8'),
    'Node.js, and the libraries that it contains; MIT and others',
  );
  for (const path of packages) {
    // `as`: a package.json that npm has installed.
    const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Manifest;
    put(name.replace('/', '-'), licenseOf(join(root, path), license), `${name} ${version}, in the agent; ${license}`);
  }
  for (const [name, debian, what] of SYSTEM) {
    const file = `/usr/share/doc/${debian}/copyright`;
    if (name === 'musl' && launcherLibc !== name) continue;
    const inLauncher = name === 'glibc' && launcherLibc === name ? '; also inside the launcher' : '';
    if (existsSync(file)) put(name, readFileSync(file, 'utf8'), `${what}${inLauncher}`);
  }
  writeFileSync(
    join(target, 'NOTICE'),
    `sidewatch, and what is shipped with it. The texts are in licenses/.\n\n${rows.join('\n')}\n`,
  );
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

function licenseOf(directory: string, license: string): string {
  const file = readdirSync(directory).find((name) => /^licen[cs]e/i.test(basename(name)));
  return file === undefined ? `${license} (the package brings no text)\n` : readFileSync(join(directory, file), 'utf8');
}
