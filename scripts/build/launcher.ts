import { globSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command } from './command.ts';

/** The compiler and the output of the launcher. */
export interface LauncherBuild {
  readonly root: string;
  /** A compiler for musl, which makes the program static and small. The default is `musl-gcc`. */
  readonly compiler?: string;
  readonly output: string;
  /** Compiler flags instead of those of a release. */
  readonly flags?: readonly string[];
  /** Source files instead of src/launcher/*.c. */
  readonly sources?: readonly string[];
}

/** Warnings are errors in every build. */
export const languageFlags: readonly string[] = [
  ...['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wshadow', '-Wconversion', '-Werror'],
];

/** A small, static program, with the same bytes wherever it is built. */
const releaseFlags: readonly string[] = [
  ...['-Os', '-static', '-s', '-fno-asynchronous-unwind-tables', '-fno-stack-protector'],
  ...['-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections', '-Wl,--build-id=none', '-Wl,-z,noseparate-code'],
];

/** The launcher's sources, in link order. */
export const launcherSources = (root: string): readonly string[] =>
  globSync('src/launcher/*.c', { cwd: root })
    .sort()
    .map((file) => join(root, file));

/** Compiles the launcher. Throws with the compiler's output if it fails or is missing. */
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
