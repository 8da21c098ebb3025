import type { ValueKind } from './values.ts';
import * as value from './values.ts';

/** A setting as users know it: `--name`, SIDEWATCH_NAME in the environment, "name" in the config file. */
export interface Flag<T> {
  readonly name: string;
  readonly kind: ValueKind<T>;
  /** `switch`: takes no value. `list`: can be given several times; the environment separates values by commas. */
  readonly shape: 'value' | 'switch' | 'list';
  /** What the setting is, as a phrase for help and docs/settings.md. */
  readonly describe: string;
  /** What stands for the value in help, where the name of the kind says too little. */
  readonly metavar?: string;
  /** The default in words. */
  readonly fallback: string;
  /** What is used, in words, instead of a wrong value, if that is not the default. */
  readonly whenWrong?: string;
  /** Variables of the platform that mean the same. The variable of sidewatch beats them. */
  readonly otherVariables?: readonly string[];
  /** Flags that must be given too, here or elsewhere. If one is missing, the launcher asks the agent. */
  readonly needs?: readonly string[];
  /**
   * The value goes to the options unchanged, under the flag's key in the table (src/settings/options.ts). Without a value, the
   * option is the parsed `fallback`, or is left out.
   */
  readonly option?: 'or fallback' | 'or nothing';
  /** False: an option of one command, which has no variable and no key in the config file. */
  readonly isSetting?: false;
}

/** The start of every flag's variable. */
export const VARIABLE_PREFIX = 'SIDEWATCH_';

/** The variable of a flag: `--release-timeout` is SIDEWATCH_RELEASE_TIMEOUT. */
export const variableOf = (name: string): string => `${VARIABLE_PREFIX}${name.toUpperCase().replaceAll('-', '_')}`;

/** Returns the flag unchanged and keeps its exact type. */
export const flag = <const F extends Flag<unknown>>(definition: F): F => definition;

/** The type of a flag's values. */
export type ValueOf<F> = F extends Flag<infer T> ? T : never;

/** One value. */
export const one = { shape: 'value' } as const;

/** Every value that was given. */
export const list = { shape: 'list' } as const;

/** One value that is not a setting. */
export const noSetting = { shape: 'value', isSetting: false } as const;

/** Off unless given. */
export const onOff = { shape: 'switch', kind: value.yesOrNo, fallback: 'off' } as const;

/** The default, in words, of what each profile defines. */
export const byProfile = "the profile's";
