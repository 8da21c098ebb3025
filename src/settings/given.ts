import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { SettingProblem } from '../core/checks/settings.ts';
import { quotable } from '../core/redaction/redact.ts';
import { fromStart } from '../core/start-path.ts';
import { ON_LOOPBACK } from './api-flags.ts';
import { readConfigFile } from './config-file.ts';
import { errorReason } from './error-reason.ts';
import { checkReadable } from './file-values.ts';
import { variableOf } from './flag.ts';
import type { Given } from './layers.ts';
import { type Options, readOptions } from './options.ts';
import { faultTaker, type Strictness, type TakeFault } from './strictness.ts';

/** How a command reads its options. */
export interface Reading {
  readonly strictness: Strictness;
  /** The base of relative paths; undefined: the working directory. */
  readonly directory?: string | undefined;
  /** Flags that could not be parsed, so what they asked for is unknown. */
  readonly unread?: string;
}

/** Reads the options from flags, this process's environment, and the config file. Throws SettingsError for wrong usage, as `strictness` defines it. */
export function optionsFrom(
  flags: Readonly<Record<string, readonly string[]>>,
  { strictness, directory, unread }: Reading = { strictness: 'files' },
): Options {
  const problems: SettingProblem[] = unread === undefined ? [] : [unreadProblem(unread)];
  const fault = faultTaker(problems, strictness);
  const sources = { flags, environment: process.env, ...(directory !== undefined && { directory }) };
  const given = gatherGiven(sources, fault);
  const read = readOptions(unread === undefined ? given : { ...given, configState: 'unknown' }, hostname(), strictness);
  return { ...read, problems: [...problems, ...read.problems] };
}

const unreadProblem = (flags: string): SettingProblem => ({
  name: 'the command line',
  given: quotable(flags, 80),
  accepted: 'a list of flags that `sidewatch run --help` names',
  used: `none of its flags, with ${ON_LOOPBACK},`,
});

/** Where settings come from, without the config file. */
type Sources = Pick<Given, 'flags' | 'environment' | 'directory'>;

/** Collects the flags, the environment, and the config file that one of them names. */
function gatherGiven(sources: Sources, fault: TakeFault): Given {
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
    const message = `--config must name a readable file, got "${named}" (${errorReason(error)})`;
    return take(`a readable file (${errorReason(error)})`, message, false);
  }
  const config = readConfigFile(path);
  if (typeof config === 'string') return take(config, `--config must name ${config}, got "${named}"`, true);
  return { ...sources, config, configName, configState: 'read' };
}
