import { hostname } from 'node:os';
import { gatherGiven } from './given.ts';
import { type Options, readOptions } from './options.ts';

/** The options by flags, this process's environment, and the config file. Throws SettingsError for a wrong flag. */
export function optionsFrom(flags: Readonly<Record<string, readonly string[]>>): Options {
  const { given, problems } = gatherGiven(flags, process.env);
  const read = readOptions(given, hostname());
  return { ...read, problems: [...problems, ...read.problems] };
}
