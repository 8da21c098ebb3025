import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from './architecture.ts';
import { command } from './command.ts';

/** What the loader is called: the launcher executes it, and the kernel names a process after the file that it executes (src/launcher/self-path.c). */
export const LOADER_NAME = 'sidewatch-agent';

/** Copies the loader and every library that the program needs, and those that they need, next to it. Gives the names of the libraries, sorted. */
export function copyLibraries(
  { loader, libraryDirectories }: Architecture,
  program: string,
  target: string,
): readonly string[] {
  const names = new Set<string>([loader]);
  for (const name of neededBy(program)) names.add(name);
  for (const name of names) {
    const file = libraryDirectories.map((directory) => join(directory, name)).find(existsSync);
    if (file === undefined)
      throw new Error(`${name} is not in ${libraryDirectories.join(', ')}: is its package installed?`);
    copyFileSync(file, join(target, name === loader ? LOADER_NAME : name));
    for (const further of neededBy(file)) names.add(further);
  }
  return [...names].filter((name) => name !== loader).sort();
}

/** The libraries in the dynamic section. readelf reads programs of any architecture. */
const neededBy = (file: string): readonly string[] =>
  [...command('readelf', ['--dynamic', '--wide', file]).matchAll(/\(NEEDED\).*\[(.+)\]/g)].flatMap(
    ([, name]) => name ?? [],
  );
