import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory that everybody may read, and that is removed when this process ends. */
export function scratch(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `sidewatch-${name}-`));
  // Servers in sandboxes run as users without privileges, too.
  chmodSync(directory, 0o755);
  if (made.length === 0) process.once('exit', removeAll);
  made.push(directory);
  return directory;
}

const made: string[] = [];

function removeAll(): void {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
}
