import { type ProfileName, profiles } from '../../core/checks/profiles/profiles.ts';

const LONGEST_S = 900;
// Aptible advises against less than a minute.
const SHORTEST_S = 60;
const STEP_S = 30;

/** A release timeout in seconds that leaves room above a start of `tookMs`: 1.5 times that, in steps of 30 s, from 60 to 900; undefined when 900 are too few. */
export function roomyTimeoutS(tookMs: number): number | undefined {
  const neededS = Math.ceil((tookMs * 1.5) / 1_000 / STEP_S) * STEP_S;
  return tookMs >= LONGEST_S * 1_000 ? undefined : Math.min(LONGEST_S, Math.max(SHORTEST_S, neededS));
}

/** How to give the app more time to start, as one sentence: by the platform's own switch. `seconds` undefined: more cannot be had. */
export function moreTime(profile: ProfileName, seconds: number | undefined): string {
  if (seconds === undefined) return `Make the start shorter: the platform waits for ${LONGEST_S} s at most.`;
  return profiles[profile].moreTime(seconds);
}
