import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtDirectory } from './built.ts';
import { buildFrom, buildImage, engineEnvironment } from './container-engine.ts';
import { scratch } from './scratch.ts';

const apps = join(import.meta.dirname, '../container/apps');

/** A base image of docs/getting-started.md, and how a program for it is compiled. */
export interface Base {
  readonly name: string;
  readonly compile: readonly string[];
}

const GLIBC = ['gcc'];

/** What stands here for the images that cannot be pulled: the same make, from the files of this machine's own packages. */
export const bases: Readonly<Record<string, Base>> = {
  'debian:bookworm-slim': { name: 'docker.io/library/debian:bookworm-slim', compile: GLIBC },
  'alpine:3.22': { name: 'docker.io/library/alpine:3.22', compile: ['musl-gcc'] },
  'gcr.io/distroless/base-debian12': { name: 'gcr.io/distroless/base-debian12:latest', compile: GLIBC },
  scratch: { name: 'scratch', compile: ['musl-gcc', '-static'] },
};

/** Makes the image `sidewatch` as `npm run image` does, of the directory that ships; gives that directory. */
export function makeSidewatchImage(): string {
  const directory = builtDirectory();
  const script = join(import.meta.dirname, '../../scripts/image.ts');
  // `--layers`: what is as it was the last time is not built again.
  const flags = ['--from-dist', '--with=podman', '--format=docker', '--layers', '--quiet'];
  execFileSync('node', [script, ...flags], { env: engineEnvironment, timeout: 120_000, stdio: 'pipe' });
  return directory;
}

/** Makes the base images, and the image `sidewatch`. */
export async function makeImages(): Promise<void> {
  const work = scratch('images');
  makeSidewatchImage();
  const fillers = [
    ['debian:bookworm-slim', fillDebian],
    ['alpine:3.22', fillMusl],
    ['gcr.io/distroless/base-debian12', fillDistroless],
  ] as const;
  for (const [short, fill] of fillers) {
    const directory = join(work, short.replaceAll('/', '-'));
    const root = join(directory, 'root');
    for (const each of ['tmp', 'etc', 'proc', 'dev']) mkdirSync(join(root, each), { recursive: true });
    for (const each of ['bin', 'sbin', 'lib', 'lib64']) {
      mkdirSync(join(root, 'usr', each), { recursive: true });
      symlinkSync(`usr/${each}`, join(root, each));
    }
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\napp:x:1000:1000::/:/bin/sh\n');
    fill(root);
    await buildFrom(directory, bases[short]?.name ?? short, 'COPY root /');
  }
}

/** Builds a Dockerfile of the documentation, with the test server compiled for its base. */
export async function buildDocumented(name: string, dockerfile: string): Promise<void> {
  const directory = scratch('documented');
  const from = /^FROM (\S+)/.exec(dockerfile)?.[1] ?? '';
  const [compiler = 'gcc', ...flags] = bases[from]?.compile ?? GLIBC;
  execFileSync(compiler, [...flags, '-O1', '-o', join(directory, 'server'), join(apps, 'server.c')]);
  cpSync(join(apps, 'entrypoint.sh'), join(directory, 'entrypoint.sh'));
  writeFileSync(join(directory, 'Dockerfile'), dockerfile);
  await buildImage(name, directory);
}

const DEBIAN = ['dash', 'coreutils', 'libc6', 'libselinux1', 'libpcre2-8-0', 'libacl1', 'libattr1', 'libgmp10'];

const fillDebian = (root: string): void => fillFromPackages(root, DEBIAN);

function fillMusl(root: string): void {
  fillFromPackages(root, ['musl']);
  cpSync('/bin/busybox', join(root, 'bin/busybox'), { dereference: true });
  for (const applet of ['sh', 'sleep', 'cat', 'kill', 'ps'])
    execFileSync('ln', ['-sf', 'busybox', join(root, 'bin', applet)]);
}

const fillDistroless = (root: string): void => fillFromPackages(root, ['libc6']);

/** Everything that the packages installed here, documentation left out. */
function fillFromPackages(root: string, packages: readonly string[]): void {
  const list =
    'dpkg -L "$@" | grep -v "^/usr/share\\|^/\\.$" | while read -r f; do [ -d "$f" ] && [ ! -L "$f" ] || echo "$f"; done';
  execFileSync('sh', ['-c', `cd / && (${list}) | tar -cf - -T - 2>/dev/null | tar -xf - -C "$0"`, root, ...packages]);
}
