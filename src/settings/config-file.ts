import { errorReason } from './error-reason.ts';
import { readText } from './file-values.ts';

/**
 * Reads a config file: one JSON object whose keys are flag names without the leading dashes. Returns the values as text, as a flag would
 * give them. If the file holds no such object, returns what it must be, in words that follow "must name".
 */
export function readConfigFile(path: string): Readonly<Record<string, readonly string[]>> | string {
  try {
    // Windows editors write a byte order mark first.
    const parsed: unknown = JSON.parse(readText(path).replace(/^\ufeff/, ''));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      return 'a JSON file that holds one object';
    return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, textsOf(value)]));
  } catch (error) {
    return `a JSON file (${errorReason(error)})`;
  }
}

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([k, v]) => `${k}=${v}`);
  return [String(value)];
}
