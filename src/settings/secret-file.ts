import { readFileSync } from 'node:fs';
import { SettingsError } from '../core/errors.ts';

/** The secret that a file holds, without white space around it; undefined without a file. Throws SettingsError when it cannot be read or is empty. */
export function readSecret(path: string | undefined, flagName: string): string | undefined {
  if (path === undefined) return undefined;
  const secret = read(path, flagName).trim();
  if (secret === '')
    throw new SettingsError(`--${flagName} must name a file that holds a token, got "${path}", which is empty`);
  return secret;
}

function read(path: string, flagName: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SettingsError(`--${flagName} must name a readable file, got "${path}"`, { cause });
  }
}
