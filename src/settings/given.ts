import { basename } from 'node:path';
import { quotable } from '../core/redaction/redact.ts';
import { fromStart } from '../core/start-path.ts';
import { messageOf, readConfigFile } from './config-file.ts';
import { checkReadable } from './file-values.ts';
import { variableOf } from './flag.ts';
import type { Given } from './layers.ts';
import type { TakeFault } from './strictness.ts';

/** What there is to gather from. */
export type Sources = Pick<Given, 'flags' | 'environment' | 'directory'>;

/** Gathers what was given where: the flags, the environment, and the config file that one of them names. */
export function gatherGiven(sources: Sources, fault: TakeFault): Given {
  const variable = variableOf('config');
  const fromFlag = sources.flags['config']?.at(-1);
  const named = fromFlag ?? (sources.environment[variable]?.trim() || undefined);
  if (named === undefined) return { ...sources, config: {}, configName: 'config' };
  const configName = basename(named);
  const isFlag = fromFlag !== undefined;
  const path = fromStart(named, sources.directory);
  const take = (accepted: string, message: string, isInFile: boolean): Given => {
    const name = isFlag ? '--config' : variable;
    const given = quotable(named, 80);
    const words = {
      summary: `${name} is "${given}", which is not ${accepted}, so no config file is used and remote callers cannot use the API`,
      remedy: isInFile
        ? `Correct ${given}: it must hold one JSON object whose keys are flag names. Or leave ${name} out.`
        : `Set ${name} to a file that sidewatch can read, or leave it out.`,
    };
    fault({ name, given, accepted, used: 'no config file', words }, message, { isFlag, isInFile });
    return { ...sources, config: {}, configName, configState: 'unknown' };
  };
  try {
    checkReadable(path);
  } catch (error) {
    const message = `--config must name a readable file, got "${named}" (${messageOf(error)})`;
    return take(`a readable file (${messageOf(error)})`, message, false);
  }
  const config = readConfigFile(path);
  if (typeof config === 'string') return take(config, `--config must name ${config}, got "${named}"`, true);
  return { ...sources, config, configName, configState: 'read' };
}
