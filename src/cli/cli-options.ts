import type { Argv } from 'yargs';
import { SettingsError } from '../core/errors.ts';
import { configFlag } from '../settings/config-flag.ts';
import type { Flag } from '../settings/flag.ts';
import { flags } from '../settings/flags.ts';
import { wrongFlag } from '../settings/layers.ts';

/** The flags of `run`, which whatever looks at the app takes too. */
export function runOptions(args: Argv): Argv {
  const named = Object.values(flags).map((flag: Flag<unknown>) => [flag.name, optionOf(flag)] as const);
  return args
    .options(Object.fromEntries(named))
    .option(configFlag.name, { type: 'string', requiresArg: true, describe: configFlag.describe })
    .epilogue(
      'Each flag is also a variable, and a key of the config file: --release-timeout is SIDEWATCH_RELEASE_TIMEOUT.',
    );
}

/** The flags that were given, as texts by name. Throws SettingsError for a flag that was given twice and takes one value. */
export function textsOf(given: Readonly<Record<string, unknown>>): Readonly<Record<string, readonly string[]>> {
  const entries = Object.values(flags).flatMap((flag: Flag<unknown>) => {
    const value = given[flag.name];
    if (value === undefined) return [];
    const texts = Array.isArray(value) ? value.map(String) : [String(value)];
    // What yargs makes of `--log-file=`.
    if (texts.length === 0) throw wrongFlag(flag, '');
    if (flag.shape === 'value' && texts.length > 1) throw wrongFlag(flag, texts.join(' and '));
    return [[flag.name, texts] as const];
  });
  const config = oneOf(configFlag.name, given);
  return { ...Object.fromEntries(entries), ...(config !== undefined && { config: [config] }) };
}

/** An option of one command alone, as text. Throws SettingsError when it was given twice. */
export function oneOf(name: string, given: Readonly<Record<string, unknown>>): string | undefined {
  const value = given[name];
  if (Array.isArray(value)) throw new SettingsError(`--${name} takes one value, got ${value.join(' and ')}`);
  return value === undefined ? undefined : String(value);
}

/** Of `attach`. */
export const pidOption = {
  type: 'string' as const,
  requiresArg: true,
  describe: "the app's process [whoever owns the endpoint's listener, else the oldest process]",
};

/** Of `wait`. */
export const timeoutOption = {
  type: 'string' as const,
  requiresArg: true,
  describe: 'for how long to wait at most, in seconds [the release timeout and 30 s more]',
};

/** Of all that print. */
export const formatOption = {
  choices: ['text', 'json'] as const,
  default: 'text' as const,
  describe: 'form of the output',
};

function optionOf(flag: Flag<unknown>) {
  const describe = `${flag.describe} [${flag.fallback}]`;
  return flag.shape === 'switch'
    ? ({ type: 'boolean', describe } as const)
    : ({ type: 'string', array: flag.shape === 'list', describe } as const);
}
