import { SettingsError } from '../core/errors.ts';
import type { SettingProblem } from '../core/settings.ts';

/**
 * What is wrong usage: a wrong flag and what is wrong in the file that a flag names; a wrong flag alone, for an app must not wait for what a file
 * holds; nothing, where the app runs already.
 */
export type Strictness = 'files' | 'flags' | 'nothing';

/** Where something wrong was given. */
export interface FaultPlace {
  readonly isFlag: boolean;
  /** Wrong is what is in the file that was named, and not the name. */
  readonly isInFile?: boolean;
}

/** Takes what is wrong: as wrong usage, which it throws with this message, or as a problem that is told. */
export type TakeFault = (problem: SettingProblem, message: string, place: FaultPlace) => void;

/** Sorts what is wrong by what the strictness makes of it. */
export const faultTaker =
  (problems: SettingProblem[], strictness: Strictness): TakeFault =>
  (problem, message, { isFlag, isInFile = false }) => {
    const isRefused = strictness === 'files' || (strictness === 'flags' && !isInFile);
    if (isFlag && isRefused) throw new SettingsError(message);
    problems.push(problem);
  };
