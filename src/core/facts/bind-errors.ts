import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { BindError } from './log-event.ts';

/** Words about a port that could not be opened, said at `at`, and before that since `since`. */
export type SaidBindError = BindError & { readonly at: Instant; readonly since?: Instant };

const KEPT = 8;
/** Whoever tries again says so again within this. */
const RUN_MS = 5_000;

/** Folds in one more failure: the newest words about each port count, but no loose ones in place of firm ones of the same run. */
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

/** When the first of these failures was told. */
export const firstSaidAt = ({ at, since = at }: SaidBindError): Instant => since;
