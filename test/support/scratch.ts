import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory that everybody may read, and that is removed when this process ends. */
export function scratch(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `sidewatch-${name}-`));
  // Servers in sandboxes run as users without privileges, too.
  chmodSync(directory, 0o755);
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
