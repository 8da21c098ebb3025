import { globSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command } from './command.ts';

/** What the launcher is compiled with and to. */
export interface LauncherBuild {
  readonly root: string;
  /** A compiler for musl, so that the program is static and small: `musl-gcc` unless told. */
  readonly compiler?: string;
  readonly output: string;
  /** In place of those of a release. */
  readonly flags?: readonly string[];
  /** In place of src/launcher/*.c. */
  readonly sources?: readonly string[];
}

/** Warnings are errors, in every build. */
export const languageFlags: readonly string[] = [
  ...['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wshadow', '-Wconversion', '-Werror'],
];

/** Small, static, and the same bytes wherever it was built. */
const releaseFlags: readonly string[] = [
  ...['-Os', '-static', '-s', '-fno-asynchronous-unwind-tables', '-fno-stack-protector'],
  ...['-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections', '-Wl,--build-id=none', '-Wl,-z,noseparate-code'],
];

/** The launcher's sources, in the order in which they are linked. */
export const launcherSources = (root: string): readonly string[] =>
  globSync('src/launcher/*.c', { cwd: root })
    .sort()
    .map((file) => join(root, file));

/** Compiles the launcher. Throws with the compiler's words where it fails or is missing. */
export function buildLauncher({
  root,
  compiler = 'musl-gcc',
  output,
  flags = releaseFlags,
  sources,
}: LauncherBuild): void {
  mkdirSync(dirname(output), { recursive: true });
  const files = sources ?? launcherSources(root);
  command(compiler, [...languageFlags, ...flags, `-ffile-prefix-map=${root}=.`, '-o', output, ...files]);
}
