import { type TokenFile, tokenFile } from '../settings/file-values.ts';

/**
 * Reads the file anew at each call, so that a renewed token needs no new agent; while it holds none the last good one goes on, which
 * `onTrouble` is told once.
 */
export function tokenReader({ path, token }: TokenFile, onTrouble: () => void): () => string {
  let last = token;
  let isTold = false;
  return () => {
    const now = tokenFile.parse(path);
    if (now === undefined && !isTold) onTrouble();
    isTold = now === undefined;
    last = now?.token ?? last;
    return last;
  };
}
