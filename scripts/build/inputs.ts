import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A digest of all inputs of a build, except the machine's libraries and tools. */
export function inputsDigest(root: string): string {
  const files = globSync(['src/**/*', 'scripts/build/*', 'scripts/build.ts', 'package*.json', 'LICENSE'], {
    cwd: root,
    withFileTypes: true,
  });
  const hash = createHash('sha256');
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort())
    hash
      .update(`${path.slice(root.length)}\0`)
      .update(readFileSync(path))
      .update('\0');
  return hash.digest('hex');
}
