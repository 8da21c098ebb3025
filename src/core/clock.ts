/** Milliseconds since the Unix epoch, fractions allowed. Never decreases within one run of the agent. */
export type Instant = number;

/** The only way to learn the time or to wait. Tests pass a manual one. */
export interface Clock {
  now(): Instant;
  /** Resolves after `ms`, or as soon as `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** An instant as RFC 3339 text in UTC, to the millisecond. */
export const rfc3339 = (instant: Instant): string => new Date(instant).toISOString();

/** The same for JSON: null if the instant is absent. */
export const timeOrNull = (instant: Instant | undefined): string | null =>
  instant === undefined ? null : rfc3339(instant);

/** The time from one instant to another, in ms; 0 if the clock was set back in between. */
export const elapsedMs = (from: Instant, to: Instant): number => Math.max(0, to - from);

/** A duration in words: "less than 0.1 s", "2.5 s", "90 s", "3 min", "3 min 5 s", "2 h 10 min", "3 days". */
export function durationWords(ms: number): string {
  if (!(ms >= 50)) return 'less than 0.1 s';
  const s = Math.round(ms / 1_000);
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`;
  if (s < 120) return `${s} s`;
  if (s < 600) return inTwoUnits(s, 60, 'min', 's');
  const min = Math.round(s / 60);
  if (min < 120) return `${min} min`;
  return min < 2 * 1_440 ? inTwoUnits(min, 60, 'h', 'min') : `${Math.round(min / 1_440)} days`;
}

function inTwoUnits(count: number, size: number, large: string, small: string): string {
  const rest = count % size;
  return `${Math.floor(count / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
