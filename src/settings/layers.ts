import type { GivenBy } from '../core/checks/settings.ts';
import { SettingsError } from '../core/errors.ts';
import { quotable } from '../core/redaction/redact.ts';
import { type Flag, variableOf } from './flag.ts';
import type { TakeFault } from './strictness.ts';

/** What was given where, still as text, by flag name. */
export interface Given {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly config: Readonly<Record<string, readonly string[]>>;
  /** The config file's name, for messages. */
  readonly configName: string;
  /** Whether a config file was named; `unknown` where nobody can tell what it was to say. */
  readonly configState?: 'read' | 'unknown';
  /** What relative paths are meant from; undefined: the working directory. */
  readonly directory?: string;
}

/** One place where a setting was given. */
export interface Layer {
  readonly name: string;
  readonly texts: readonly string[];
  readonly isFlag: boolean;
  readonly by: GivenBy;
}

/** Reads settings through their layers: a flag beats the environment, which beats the config file. */
export interface LayeredReader {
  /** Every value, of the first layer that is right. What is wrong goes to `fault`, and the next layer is asked. */
  all<T>(flag: Flag<T>): readonly T[] | undefined;
  /** The last of them. */
  one<T>(flag: Flag<T>): T | undefined;
  /** The first layer that gives the setting. A wrong value of a setting that protects something must not be replaced from another layer. */
  top(flag: Flag<unknown>): Layer | undefined;
  /** The value in that layer; `used` is what the fault names as used in its place. */
  only<T>(flag: Flag<T>, used: string): T | undefined;
  /** Whether a layer that was read held a wrong value of it. */
  wasWrong(flag: Flag<unknown>): boolean;
  /** Which layer gave the value that was read; undefined where none did. */
  givenBy(flag: Flag<unknown>): GivenBy | undefined;
  readonly fault: TakeFault;
}

/** A reader of what was given; faulty values go to `fault`, which may throw. */
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

/** A config file may give several values, or none, where one is taken. */
const wrongText = ({ shape }: Flag<unknown>, { texts }: Layer): string | undefined =>
  shape === 'list' || texts.length === 1 ? undefined : texts.join(' and ');

/** The problem of a wrong value. */
export const wrongValue = ({ kind }: Flag<unknown>, { name }: Layer, text: string, used: string) => ({
  name,
  given: quotable(text, 80),
  accepted: kind.accepts,
  used,
});

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
 * A value that comes from a file often ends with its line ending, which is ignored.
 */
function fromVariable(name: string, flag: Flag<unknown>, given = ''): readonly Layer[] {
  const text = given.trim();
  if (text === '') return [];
  const texts = flag.shape === 'list' ? text.split(',').map((item) => item.trim()) : [text];
  return [{ name, texts, isFlag: false, by: 'environment' }];
}
