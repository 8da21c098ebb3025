import type { ValueKind } from './values.ts';
import * as value from './values.ts';

/** A setting as users know it: `--name`, SIDEWATCH_NAME in the environment, "name" in the config file. */
export interface Flag<T> {
  readonly name: string;
  readonly kind: ValueKind<T>;
  /** `switch`: given without a value. `list`: may be given several times; in the environment separated by commas. */
  readonly shape: 'value' | 'switch' | 'list';
  readonly describe: string;
  /** The default in words. */
  readonly fallback: string;
  /** What a wrong value leads to, in words, where that is not the default. */
  readonly whenWrong?: string;
  /** Variables of the platform that mean the same; the one of sidewatch beats them. */
  readonly otherVariables?: readonly string[];
  /** Names of the flags that must be given with it, here or in another place. The launcher asks the agent where one is missing. */
  readonly needs?: readonly string[];
  /**
   * Whether the value goes to the options as it was given, under the flag's key in the table (src/settings/options.ts); and when it was not given,
   * as what `fallback` reads as, or not at all.
   */
  readonly option?: 'or fallback' | 'or nothing';
  /** False: a word to the command alone, which no variable and no key of the config file gives. */
  readonly isSetting?: false;
}

/** What every variable of a flag begins with. */
export const VARIABLE_PREFIX = 'SIDEWATCH_';

/** The variable of a flag: `--release-timeout` is SIDEWATCH_RELEASE_TIMEOUT. */
export const variableOf = (name: string): string => `${VARIABLE_PREFIX}${name.toUpperCase().replaceAll('-', '_')}`;

/** The flag as it is, with its own type kept. */
export const flag = <const F extends Flag<unknown>>(definition: F): F => definition;

/** The type of a flag's values. */
export type ValueOf<F> = F extends Flag<infer T> ? T : never;

/** One value, the last that was given. */
export const one = { shape: 'value' } as const;

/** Every value that was given. */
export const list = { shape: 'list' } as const;

/** One value, which is no setting. */
export const noSetting = { shape: 'value', isSetting: false } as const;

/** Off unless given. */
export const onOff = { shape: 'switch', kind: value.yesOrNo, fallback: 'off' } as const;

/** The default in words of what each profile says for itself. */
export const byProfile = "the profile's";
