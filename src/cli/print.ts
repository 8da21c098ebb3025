import { SidewatchError } from '../core/errors.ts';
import type { Safe } from '../core/redaction/redact.ts';
import { errorReason } from '../settings/error-reason.ts';

/** Stdout takes no more: the disk is full, for example. */
export class OutputError extends SidewatchError {
  constructor(cause: Error) {
    super('output', `cannot write to stdout: ${errorReason(cause)}`, { cause });
  }
}

/**
 * Writes the text to stdout. Resolves when a pipe has taken all of it, because the process exits right after and would lose the rest.
 * Rejects with OutputError if the text cannot be written.
 */
export const print = (text: Safe): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (error: NodeJS.ErrnoException | null | undefined): void => {
      // It is not a failure when the reader closes early, as `head` does: the exit code still has the result.
      if (!error || error.code === 'EPIPE') resolve();
      else reject(new OutputError(error));
    };
    process.stdout.once('error', done);
    process.stdout.write(text, done);
  });
