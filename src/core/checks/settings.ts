import type { EndpointSettings } from '../facts/endpoint.ts';
import type { CheckSettings } from './profile.ts';
import type { CheckTiming } from './profiles/profile.ts';

/** The agent's settings: plain data, complete with defaults. src/settings reads the flags. */
export interface Settings extends EndpointSettings, CheckSettings {
  readonly timing: CheckTiming;
  readonly releaseTimeoutMs: number;
  readonly instance: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where the values of the checks were set. A missing one was not set. */
  readonly given?: GivenValues;
}

/** The source of a setting. */
export type GivenBy = 'flag' | 'environment' | 'config';

/** The values of the checks that users can set. */
export type GivenValues = Readonly<
  Partial<
    Record<
      'profile' | 'strict' | 'release' | 'path' | 'interval' | 'timeout' | 'failures' | 'successes' | 'releaseTimeout',
      GivenBy
    >
  >
>;

/** A setting that could not be used, so the default is used instead. */
export interface SettingProblem {
  /** SIDEWATCH_INTERVAL, PORT, or `config.json: interval`. */
  readonly name: string;
  /** The given value, redacted. */
  readonly given: string;
  /** What is accepted: "a number of seconds from 0 to 900". */
  readonly accepted: string;
  /** The value used instead, as text. */
  readonly used: string;
  /** The problem and its remedy, if the four fields above make no sentence. */
  readonly words?: { readonly summary: string; readonly remedy: string };
}
