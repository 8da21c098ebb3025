import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { BindError } from './log-event.ts';

/** A log line about a port that could not be opened, last seen at `at`. `since` is when the same failure was first seen. */
export type SaidBindError = BindError & { readonly at: Instant; readonly since?: Instant };

const KEPT = 8;
/** A server that retries logs the failure again within this time. */
const RUN_MS = 5_000;

/** Folds in one more failure. The newest line about each port counts, but a loose one never replaces a firm one of the same run. */
export function withBindError(
  errors: readonly SaidBindError[],
  error: BindError,
  at: Instant,
): readonly SaidBindError[] {
  const isSame = ({ port, reason }: BindError): boolean => port === error.port && reason === error.reason;
  const others = errors.filter((each) => !isSame(each));
  const before = errors.find((each) => isSame(each) && at - each.at < RUN_MS);
  if (!before) return pushed(others, { ...error, at }, KEPT);
  if (error.isLoose && !before.isLoose) return pushed(others, { ...before, at, since: firstSaidAt(before) }, KEPT);
  const isContinued = before.isLoose === error.isLoose;
  return pushed(others, { ...error, at, ...(isContinued && { since: firstSaidAt(before) }) }, KEPT);
}

/** When the first of these failures was logged. */
export const firstSaidAt = ({ at, since = at }: SaidBindError): Instant => since;
