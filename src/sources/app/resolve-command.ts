import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StartFailure } from '../../core/facts/app.ts';
import { fromStart } from '../../core/start-path.ts';
import { inspectDenied } from './inspect-command.ts';

/** The file that execvp(3) would execute, or why there is none. */
export type Resolution =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'failed'; readonly failure: Omit<StartFailure, 'at'> };

/** A command as the app has it. */
export interface Wanted {
  readonly name: string;
  /** PATH. */
  readonly path: string | undefined;
  /** What relative paths are meant from; undefined: the working directory. */
  readonly directory?: string | undefined;
}

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * Looks a command up as execvp(3) does: a name with a slash is a path, any other is searched for along PATH.
 * A file that is there but may not be executed is EACCES, unless a later directory has one that may.
 */
export function resolveCommand({ name: command, path, directory }: Wanted): Resolution {
  const tried = (candidate: string) => ({ candidate, file: fromStart(candidate, directory) });
  if (command.includes('/')) return judge(command, [], [tried(command)]);
  const directories = (path ?? DEFAULT_PATH).split(':').map((each) => each || '.');
  const candidates = directories.map((each) => tried(join(each, command)));
  return judge(command, directories, command === '' ? [] : candidates);
}

/** A name that was tried, and where that is from here. */
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

/** Why execve(2) would refuse this file; undefined when it would not. */
function errnoOf(file: string): string | undefined {
  try {
    if (!statSync(file).isFile()) return 'EACCES';
    accessSync(file, constants.X_OK);
    return undefined;
  } catch (error) {
    // Node's file system errors carry the errno's name.
    return (error as NodeJS.ErrnoException).code ?? 'EIO';
  }
}
