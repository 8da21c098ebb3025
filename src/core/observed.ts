import type { Instant } from './clock.ts';

/** A fact, or the reason why it is unknown. "Could not tell" is never "fine". */
export type Observed<T> =
  | { readonly known: true; readonly value: T; readonly at: Instant }
  /** `awaited`: no source has read it yet. */
  | { readonly known: false; readonly reason: string; readonly at: Instant; readonly awaited?: true };

/** A fact that was read at `at`. */
export const known = <T>(value: T, at: Instant): Observed<T> => ({ known: true, value, at });

/** A fact that could not be read at `at`; the reason is shown to people. */
export const unknown = (reason: string, at: Instant): Observed<never> => ({ known: false, reason, at });

/** A fact that no source has read since the agent started at `at`. */
export const awaited = (at: Instant): Observed<never> => ({
  known: false,
  reason: 'not looked yet',
  at,
  awaited: true,
});

/** Whether no source has read the fact yet, so it may be known soon. */
export const isAwaited = (observed: Observed<unknown>): boolean => !observed.known && observed.awaited === true;

/** The value if it is known, otherwise `otherwise`. Only for facts that refine a sentence, never for facts that decide it. */
export const valueOr = <T, U>(observed: Observed<T>, otherwise: U): T | U =>
  observed.known ? observed.value : otherwise;
