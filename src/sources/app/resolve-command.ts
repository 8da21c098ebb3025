import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StartFailure } from '../../core/facts/app.ts';
import { fromStart } from '../../core/start-path.ts';
import { inspectDenied } from './inspect-command.ts';

/** The file that execvp(3) would execute, or why it would execute none. */
export type Resolution =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'failed'; readonly failure: Omit<StartFailure, 'at'> };

/** A command, and where to search for it. */
export interface Wanted {
  readonly name: string;
  /** PATH. */
  readonly path: string | undefined;
  /** The base of relative paths. Undefined: the working directory. */
  readonly directory?: string | undefined;
}

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * Finds a command as execvp(3) does: a name with a slash is a path, and any other name is searched for in PATH.
 * A file that exists but is not executable gives EACCES, unless a later directory has an executable one.
 */
export function resolveCommand({ name: command, path, directory }: Wanted): Resolution {
  const tried = (candidate: string) => ({ candidate, file: fromStart(candidate, directory) });
  if (command.includes('/')) return judge(command, [], [tried(command)]);
  const directories = (path ?? DEFAULT_PATH).split(':').map((each) => each || '.');
  const candidates = directories.map((each) => tried(join(each, command)));
  return judge(command, directories, command === '' ? [] : candidates);
}

/** A path that was tried, and the same path from our working directory. */
interface Candidate {
  readonly candidate: string;
  readonly file: string;
}

function judge(command: string, searched: readonly string[], candidates: readonly Candidate[]): Resolution {
  const results = candidates.map((each) => ({ ...each, errno: errnoOf(each.file) }));
  const found = results.find(({ errno }) => errno === undefined);
  if (found) return { kind: 'found', path: found.candidate };
  const denied = results.find(({ errno }) => errno === 'EACCES');
  const errno = denied?.errno ?? results.at(-1)?.errno ?? 'ENOENT';
  const fault = denied && inspectDenied(denied.file);
  return { kind: 'failed', failure: { errno, path: denied?.candidate ?? command, searched, ...(fault && { fault }) } };
}

/** The errno with which execve(2) would refuse this file; undefined when it would not. */
function errnoOf(file: string): string | undefined {
  try {
    if (!statSync(file).isFile()) return 'EACCES';
    accessSync(file, constants.X_OK);
    return undefined;
  } catch (error) {
    // `as`: Node's file system errors have the errno's name.
    return (error as NodeJS.ErrnoException).code ?? 'EIO';
  }
}
