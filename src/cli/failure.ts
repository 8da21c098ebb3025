import { SettingsError } from '../core/errors.ts';
import { flat } from '../core/redaction/neutralise.ts';
import { redact } from '../core/redaction/redact.ts';
import { complain } from './complain.ts';
import { exitCode } from './exit-code.ts';
import { OutputError } from './print.ts';

/** Reports wrong usage, or output that cannot be written, in one line. Returns the exit code; throws any other error again. */
export function reportFailure(error: unknown): number {
  if (!(error instanceof SettingsError || error instanceof OutputError)) throw error;
  complain(redact(flat(error.message)));
  return error instanceof SettingsError ? exitCode.usage : exitCode.unwritable;
}
