import type { GivenBy } from '../core/checks/settings.ts';
import { SettingsError } from '../core/errors.ts';
import { quotable } from '../core/redaction/redact.ts';
import { type Flag, variableOf } from './flag.ts';
import type { TakeFault } from './strictness.ts';

/** What each source gave, as text by flag name. */
export interface Given {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly config: Readonly<Record<string, readonly string[]>>;
  /** The config file's name, for messages. */
  readonly configName: string;
  /** Set if a config file was named. `unknown`: it could not be read, so its settings are unknown. */
  readonly configState?: 'read' | 'unknown';
  /** The base of relative paths; undefined: the working directory. */
  readonly directory?: string;
}

/** One source of a setting. */
export interface Layer {
  readonly name: string;
  readonly texts: readonly string[];
  readonly isFlag: boolean;
  readonly by: GivenBy;
}

/** Reads settings layer by layer: a flag beats the environment, which beats the config file. */
export interface LayeredReader {
  /** All values of the first layer without a wrong one. Reports wrong values to `fault` and tries the next layer. */
  all<T>(flag: Flag<T>): readonly T[] | undefined;
  /** The last of these values. */
  one<T>(flag: Flag<T>): T | undefined;
  /** The first layer that gives the setting. Another layer must not replace a wrong value of a setting that protects something. */
  top(flag: Flag<unknown>): Layer | undefined;
  /** The value in that layer. The fault names `used` as what is used instead. */
  only<T>(flag: Flag<T>, used: string): T | undefined;
  /** Whether a layer that was read held a wrong value. */
  wasWrong(flag: Flag<unknown>): boolean;
  /** The layer that gave the value; undefined if none did. */
  givenBy(flag: Flag<unknown>): GivenBy | undefined;
  readonly fault: TakeFault;
}

/** Creates a reader. Wrong values go to `fault`, which can throw. */
export function layeredReader(given: Given, fault: TakeFault): LayeredReader {
  const wrong = new Set<string>();
  const taken = new Map<string, GivenBy>();
  const valuesOf = <T>(flag: Flag<T>, layer: Layer, used: string): readonly T[] | undefined => {
    const values = layer.texts.map((text) => ({ text, value: flag.kind.parse(text, given.directory) }));
    const text = wrongText(flag, layer) ?? values.find(({ value }) => value === undefined)?.text;
    if (text === undefined) {
      taken.set(flag.name, layer.by);
      return values.flatMap(({ value }) => (value === undefined ? [] : [value]));
    }
    wrong.add(flag.name);
    fault(wrongValue(flag, layer, text, used), wrongFlag(flag, text).message, layer);
    return undefined;
  };
  const all = <T>(flag: Flag<T>): readonly T[] | undefined => {
    for (const layer of layersOf(flag, given)) {
      const values = valuesOf(flag, layer, flag.whenWrong ?? flag.fallback);
      if (values !== undefined) return values;
    }
    return undefined;
  };
  const top = (flag: Flag<unknown>): Layer | undefined => layersOf(flag, given)[0];
  return {
    all,
    one: (flag) => all(flag)?.at(-1),
    top,
    only(flag, used) {
      const layer = top(flag);
      return layer && valuesOf(flag, layer, used)?.at(-1);
    },
    givenBy: ({ name }) => taken.get(name),
    wasWrong: ({ name }) => wrong.has(name),
    fault,
  };
}

/** A config file can give several values, or none, for a flag that accepts one. */
const wrongText = ({ shape }: Flag<unknown>, { texts }: Layer): string | undefined =>
  shape === 'list' || texts.length === 1 ? undefined : texts.join(' and ');

/** The problem of a wrong value. */
export const wrongValue = ({ kind }: Flag<unknown>, { name }: Layer, text: string, used: string) => ({
  name,
  given: quotable(text, 80),
  accepted: kind.accepts,
  used,
});

/** The usage error for a flag's value: the flag, what it accepts, what was given. */
export function wrongFlag({ name, kind }: Flag<unknown>, text: string): SettingsError {
  const reason = kind.reason?.(text);
  const why = reason === undefined ? '' : ` (${reason})`;
  return new SettingsError(`--${name} must be ${kind.accepts}, got "${quotable(text, 80)}"${why}`);
}

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
 * An empty variable counts as not set, because images and compose files cannot unset a variable of the base image.
 * A value that was read from a file often ends with a line ending, which is ignored.
 */
function fromVariable(name: string, flag: Flag<unknown>, given = ''): readonly Layer[] {
  const text = given.trim();
  if (text === '') return [];
  const texts = flag.shape === 'list' ? text.split(',').map((item) => item.trim()) : [text];
  return [{ name, texts, isFlag: false, by: 'environment' }];
}
