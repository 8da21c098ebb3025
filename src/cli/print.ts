import type { Safe } from '../core/redaction/redact.ts';

/** Writes the text to stdout, and resolves when a pipe has taken all of it: the process ends right after, and what it still held would be lost. */
export const print = (text: Safe): Promise<void> =>
  new Promise((resolve) => {
    // Nobody who reads any more is no reason to fail: the exit code says the same.
    process.stdout.once('error', () => resolve());
    process.stdout.write(text, () => resolve());
  });
