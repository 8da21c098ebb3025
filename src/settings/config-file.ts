import { readFileSync } from 'node:fs';
import { SettingsError } from '../core/errors.ts';

const MAX_BYTES = 1_048_576;

/**
 * Reads a config file: one JSON object whose keys are flag names without the dashes in front.
 * Values come back as text, as a flag would give them. Throws SettingsError when it cannot be read or is no such object.
 */
export function readConfigFile(path: string): Readonly<Record<string, readonly string[]>> {
  const parsed = parse(path, read(path));
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SettingsError(`--config must name a JSON file that holds one object, got "${path}"`);
  }
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, textsOf(value)]));
}

function read(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length > MAX_BYTES) throw new Error('it is larger than 1 MiB');
    return text;
  } catch (cause) {
    throw new SettingsError(`--config must name a readable file, got "${path}" (${messageOf(cause)})`, { cause });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SettingsError(`--config must name a JSON file, got "${path}" (${messageOf(cause)})`, { cause });
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([k, v]) => `${k}=${v}`);
  return [String(value)];
}
