/** Milliseconds since the Unix epoch, fractions allowed. Never goes backwards within one run of the agent. */
export type Instant = number;

/** The only way to learn the time or to wait. Tests pass a manual one. */
export interface Clock {
  now(): Instant;
  /** Resolves after `ms`, or as soon as `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** An instant as RFC 3339 text in UTC, to the millisecond. */
export const rfc3339 = (instant: Instant): string => new Date(instant).toISOString();

/** The same as JSON has it, where it may be absent. */
export const timeOrNull = (instant: Instant | undefined): string | null =>
  instant === undefined ? null : rfc3339(instant);

/** How long from one instant to another, in ms; 0 where the clock was set in between, and the later one seems to come first. */
export const elapsedMs = (from: Instant, to: Instant): number => Math.max(0, to - from);

/** A duration as people say it: "30 s", "2.5 s", "3 min", "250 ms"; never less than "0 ms". */
export function durationWords(ms: number): string {
  if (!(ms > 0)) return '0 ms';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`;
  return ms >= 120_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${Math.round(ms / 1_000)} s`;
}
