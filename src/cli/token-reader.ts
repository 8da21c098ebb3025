import { tokenIn } from '../settings/file-values.ts';
import type { TokenFile } from '../settings/token-options.ts';

/**
 * Reads the file anew at each call, so that a renewed token needs no new agent; while it holds none the last good one goes on, which
 * `onTrouble` is called once. Undefined as long as there was no good one at all.
 */
export function tokenReader({ path, token }: TokenFile, onTrouble: () => void): () => string | undefined {
  let last = token;
  // What was wrong from the start is a diagnosis already.
  let isReported = token === undefined;
  return () => {
    const now = tokenIn(path);
    if (now === undefined && !isReported) onTrouble();
    isReported = now === undefined;
    last = now ?? last;
    return last;
  };
}
