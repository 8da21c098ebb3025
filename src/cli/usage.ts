import { SettingsError } from '../core/errors.ts';
import { flat } from '../core/redaction/neutralise.ts';
import { redact } from '../core/redaction/redact.ts';
import { exitCode } from './exit-code.ts';

/** Reports wrong usage in one line and gives its exit code; throws whatever else it is given. */
export function reportUsage(error: unknown): number {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`sidewatch: ${redact(flat(error.message))}\n`);
  return exitCode.usage;
}
