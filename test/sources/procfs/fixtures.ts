import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the captures of /proc are. */
export const fixtures = join(import.meta.dirname, '../../fixtures/proc');

/** A network situation that was set up, captured, and written down. */
export interface Situation {
  readonly name: string;
  /** Its directory, fit to be opened as a proc file system. */
  readonly root: string;
  readonly what: string;
  readonly expected: readonly (readonly [table: 'tcp' | 'tcp6', address: string, port: number])[];
  readonly pid: number;
  /** Of the process that held the sockets; absent where there were thousands. */
  readonly links?: Readonly<Record<string, string>>;
}

/** All situations of both kernels. */
export const situations: readonly Situation[] = globSync(join(fixtures, 'net/*/*/meta.json'))
  .sort()
  .map((path) => {
    const root = dirname(path);
    const { what, expected_listen: expected, pid, pid_fd_links: links } = JSON.parse(readFileSync(path, 'utf8'));
    return { name: root.slice(join(fixtures, 'net/').length), root, what, expected, pid, ...(links && { links }) };
  });
