import type { SettingProblem } from '../core/checks/settings.ts';
import { SettingsError } from '../core/errors.ts';

/**
 * What counts as wrong usage. `files`: wrong flags, and wrong contents of the files that they name. `flags`: wrong flags only, because the
 * app starts before those files are read. `nothing`: the app runs already, so every fault becomes a problem.
 */
export type Strictness = 'files' | 'flags' | 'nothing';

/** Where a faulty value came from. */
export interface FaultPlace {
  readonly isFlag: boolean;
  /** The contents of the named file are wrong, not its name. */
  readonly isInFile?: boolean;
}

/** Throws a SettingsError with the message for wrong usage; records any other fault as a problem. */
export type TakeFault = (problem: SettingProblem, message: string, place: FaultPlace) => void;

/** A TakeFault for the strictness that appends problems to the list. */
export const faultTaker =
  (problems: SettingProblem[], strictness: Strictness): TakeFault =>
  (problem, message, { isFlag, isInFile = false }) => {
    const isRefused = strictness === 'files' || (strictness === 'flags' && !isInFile);
    if (isFlag && isRefused) throw new SettingsError(message);
    problems.push(problem);
  };
