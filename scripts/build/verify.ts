import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { command } from './command.ts';
import { revisionOf } from './revision.ts';

const NOT_SOURCES = new Set(['dist', 'node_modules', '.git']);

/** Builds the same sources in another directory. Throws unless its archive equals `file` byte for byte. Returns the SHA-256. */
export function verify(root: string, arch: string, file: string): string {
  const elsewhere = mkdtempSync(join(tmpdir(), 'sidewatch-verify-'));
  try {
    cpSync(root, elsewhere, { recursive: true, filter: (path) => path === root || !NOT_SOURCES.has(basename(path)) });
    symlinkSync(join(root, 'node_modules'), join(elsewhere, 'node_modules'));
    // The copy has no git repository, so the revision is passed.
    const env = { ...process.env, REVISION: revisionOf(root) ?? '' };
    command(process.execPath, [join(elsewhere, 'scripts/build.ts'), '--arch', arch], { env });
    const [here, there] = [file, join(elsewhere, 'dist', basename(file))].map(digestOf);
    if (here === undefined || here !== there) throw new Error(`the second build differs: ${here}, ${there}`);
    return here;
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}

const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
