import { basename } from 'node:path';
import { SettingsError } from '../core/errors.ts';
import { quotable } from '../core/redact.ts';
import type { SettingProblem } from '../core/settings.ts';
import { readConfigFile } from './config-file.ts';
import { variableOf } from './flag.ts';
import type { Given } from './layers.ts';

/**
 * Gathers what was given where: the flags, the environment, and the config file that one of them names.
 * A file that a flag names and that cannot be read throws SettingsError; one that the environment names is a problem.
 */
export function gatherGiven(
  flags: Given['flags'],
  environment: Given['environment'],
): { readonly given: Given; readonly problems: readonly SettingProblem[] } {
  const variable = variableOf('config');
  const fromFlag = flags['config']?.at(-1);
  const path = fromFlag ?? (environment[variable] || undefined);
  if (path === undefined) return { given: { flags, environment, config: {}, configName: 'config' }, problems: [] };
  const configName = basename(path);
  try {
    return { given: { flags, environment, config: readConfigFile(path), configName }, problems: [] };
  } catch (error) {
    if (fromFlag !== undefined || !(error instanceof SettingsError)) throw error;
    const problem = { name: variable, given: quotable(path, 80), accepted: error.message, used: 'no config file' };
    return { given: { flags, environment, config: {}, configName }, problems: [problem] };
  }
}
