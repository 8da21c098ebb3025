import type { Instant } from '../clock.ts';

/** A line of the app's output as evidence quotes it: redacted, without its line ending, cut to 300 characters. */
export interface WrittenLine {
  /** The stream or file that it came from. */
  readonly origin: string;
  readonly text: string;
  /** When the agent read it, to a tenth of a second; undefined in a saved log. */
  readonly at?: Instant;
}

/** Lines logged this long before or after an exit may be about it. */
export const LOGGED_BEFORE_MS = 1_000;
export const LOGGED_AFTER_MS = 500;
const KEPT_LINES = 20;

/** The kept lines of a period plus those of the tail that fall in it; the newest 20, oldest first. */
export function withLinesAbout(
  kept: readonly WrittenLine[] | undefined,
  tail: readonly WrittenLine[],
  from: Instant,
  until: Instant,
): readonly WrittenLine[] | undefined {
  const isKept = (line: WrittenLine): boolean =>
    kept?.some(({ at, text }) => at === line.at && text === line.text) ?? false;
  const isWithin = ({ at = Infinity }: WrittenLine): boolean => at >= from && at <= until;
  const more = tail.filter((line) => isWithin(line) && !isKept(line));
  return more.length === 0 ? kept : [...(kept ?? []), ...more].slice(-KEPT_LINES);
}
