import type { EndpointSettings } from '../facts/endpoint.ts';
import type { CheckSettings } from './profile.ts';
import type { CheckTiming } from './profiles/profile.ts';

/** How the agent was told to watch: plain data, complete, every default filled in. Flags are read in src/settings.ts. */
export interface Settings extends EndpointSettings, CheckSettings {
  readonly timing: CheckTiming;
  readonly releaseTimeoutMs: number;
  readonly instance: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where the values of the checks were given; one that is missing here was not given at all. */
  readonly given?: GivenValues;
}

/** Who gives a setting. */
export type GivenBy = 'flag' | 'environment' | 'config';

/** The values of the checks that may be given. */
export type GivenValues = Readonly<
  Partial<
    Record<
      'profile' | 'strict' | 'release' | 'path' | 'interval' | 'timeout' | 'failures' | 'successes' | 'releaseTimeout',
      GivenBy
    >
  >
>;

/** A setting that could not be used; the default was taken instead. */
export interface SettingProblem {
  /** SIDEWATCH_INTERVAL, PORT, or `config.json: interval`. */
  readonly name: string;
  /** What was given, redacted. */
  readonly given: string;
  /** What is accepted: "a whole number of seconds from 0 to 900". */
  readonly accepted: string;
  /** What is used instead, as text. */
  readonly used: string;
  /** Where the four make no sentence: what is wrong, and what to do about it. */
  readonly words?: { readonly summary: string; readonly remedy: string };
}
