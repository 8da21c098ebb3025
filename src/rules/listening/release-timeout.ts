import { type ProfileName, profiles } from '../../core/checks/profiles/profiles.ts';

const LONGEST_S = 900;
// Aptible advises against less than a minute.
const SHORTEST_S = 60;
const STEP_S = 30;

/** A release timeout in seconds with room for a start of `tookMs`: 1.5 times that, in steps of 30 s, from 60 to 900. Undefined when 900 s are too few. */
export function roomyTimeoutS(tookMs: number): number | undefined {
  const neededS = Math.ceil((tookMs * 1.5) / 1_000 / STEP_S) * STEP_S;
  return tookMs >= LONGEST_S * 1_000 ? undefined : Math.min(LONGEST_S, Math.max(SHORTEST_S, neededS));
}

/** The step that gives the app more time to start, with the platform's own switch. `seconds` undefined: no more is available. */
export function moreTime(profile: ProfileName, seconds: number | undefined): string {
  if (seconds === undefined) return `Make the app start faster: the platform waits ${LONGEST_S} s at most.`;
  return profiles[profile].moreTime(seconds);
}
