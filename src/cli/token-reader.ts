import { tokenIn } from '../settings/file-values.ts';
import type { TokenFile } from '../settings/token-options.ts';

/**
 * Re-reads the file at every call, so a new token does not need a new agent. While the file holds no token, returns the last good one and
 * calls `onTrouble` once. Returns undefined until there was a good one.
 */
export function tokenReader({ path, token }: TokenFile, onTrouble: () => void): () => string | undefined {
  let last = token;
  // A file that was wrong from the start is a diagnosis already.
  let isReported = token === undefined;
  return () => {
    const now = tokenIn(path);
    if (now === undefined && !isReported) onTrouble();
    isReported = now === undefined;
    last = now ?? last;
    return last;
  };
}
