import { readText } from './file-values.ts';

/**
 * Reads a config file: one JSON object whose keys are flag names without the dashes in front. Values come back as text, as a flag would give them;
 * where the file holds no such object, what is wrong with it comes back instead, in words that follow its name.
 */
export function readConfigFile(path: string): Readonly<Record<string, readonly string[]>> | string {
  try {
    // Editors of Windows put a mark before the first byte.
    const parsed: unknown = JSON.parse(readText(path).replace(/^\ufeff/, ''));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      return 'a JSON file that holds one object';
    return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, textsOf(value)]));
  } catch (error) {
    return `a JSON file (${messageOf(error)})`;
  }
}

/** What an error says, whatever it is. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([k, v]) => `${k}=${v}`);
  return [String(value)];
}
