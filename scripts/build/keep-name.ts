import { join } from 'node:path';
import { command } from './command.ts';
import { languageFlags } from './launcher.ts';

/** Small, without any library, and the same bytes wherever it was built. */
const flags: readonly string[] = [
  ...['-shared', '-fPIC', '-nostdlib', '-Os', '-s', '-fno-asynchronous-unwind-tables'],
  ...['-Wl,--build-id=none', '-Wl,-z,noseparate-code', '-Wl,--hash-style=gnu'],
];

/** Compiles the library that keeps Node from renaming the agent. The launcher names it to the loader as libkeepname.so. */
export function buildKeepName(compiler: string, directory: string): void {
  const source = join(import.meta.dirname, 'keep-name.c');
  command(compiler, [...languageFlags, ...flags, '-o', join(directory, 'libkeepname.so'), source]);
}
