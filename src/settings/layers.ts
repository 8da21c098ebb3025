import { SettingsError } from '../core/errors.ts';
import { quotable } from '../core/redact.ts';
import type { GivenBy, SettingProblem } from '../core/settings.ts';
import { type Flag, variableOf } from './flag.ts';

/** What was given where, still as text, by flag name. */
export interface Given {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly config: Readonly<Record<string, readonly string[]>>;
  /** The config file's name, for messages. */
  readonly configName: string;
}

interface Layer {
  readonly name: string;
  readonly texts: readonly string[];
  readonly isFlag: boolean;
  readonly by: GivenBy;
}

/**
 * Reads settings through their layers: a flag beats the environment, which beats the config file.
 * A wrong flag throws SettingsError; a wrong value elsewhere is noted in `problems` and the next layer is asked.
 */
export function layeredReader(given: Given, problems: SettingProblem[]) {
  const taken = new Map<string, GivenBy>();
  const all = <T>(flag: Flag<T>): readonly T[] | undefined => {
    for (const layer of layersOf(flag, given)) {
      const values = layer.texts.map((text) => ({ text, value: flag.kind.parse(text) }));
      const wrong = values.find(({ value }) => value === undefined);
      if (wrong === undefined) {
        taken.set(flag.name, layer.by);
        return values.flatMap(({ value }) => (value === undefined ? [] : [value]));
      }
      if (layer.isFlag) throw wrongFlag(flag, wrong.text);
      problems.push({
        name: layer.name,
        given: quotable(wrong.text, 80),
        accepted: flag.kind.accepts,
        used: flag.fallback,
      });
    }
    return undefined;
  };
  return {
    all,
    one: <T>(flag: Flag<T>): T | undefined => all(flag)?.at(-1),
    /** Which layer gave the value that was read; undefined where none did. */
    givenBy: (flag: Flag<unknown>): GivenBy | undefined => taken.get(flag.name),
  };
}

/** The usage error for a flag's value: which, what is accepted, what was given. */
export const wrongFlag = (flag: Flag<unknown>, text: string): SettingsError =>
  new SettingsError(`--${flag.name} must be ${flag.kind.accepts}, got "${quotable(text, 80)}"`);

function layersOf(flag: Flag<unknown>, { flags, environment, config, configName }: Given): readonly Layer[] {
  const fromFlags = flags[flag.name];
  const variables = [variableOf(flag.name), ...(flag.otherVariables ?? [])];
  const fromConfig = config[flag.name];
  return [
    ...(fromFlags ? [{ name: `--${flag.name}`, texts: fromFlags, isFlag: true, by: 'flag' as const }] : []),
    ...variables.flatMap((name) => fromVariable(name, flag, environment[name])),
    ...(fromConfig
      ? [{ name: `${configName}: ${flag.name}`, texts: fromConfig, isFlag: false, by: 'config' as const }]
      : []),
  ];
}

/**
 * An empty variable is one that is not set: images and compose files cannot unset what a base image set.
 * A value that comes from a file often ends with its line end, which servers do not mind.
 */
function fromVariable(name: string, flag: Flag<unknown>, given = ''): readonly Layer[] {
  const text = given.trim();
  if (text === '') return [];
  const texts = flag.shape === 'list' ? text.split(',').map((item) => item.trim()) : [text];
  return [{ name, texts, isFlag: false, by: 'environment' }];
}
