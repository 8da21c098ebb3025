import { pushed } from '../../core/bounded-list.ts';
import type { Instant } from '../../core/clock.ts';

/** More often than this within the window, and a diagnosis flaps. */
const MAX_RAISES = 3;
export const FLAP_WINDOW_MS = 600_000;
/** So many raises are counted; beyond, the count stays. */
const MAX_COUNTED = 1_000;

interface Raised {
  readonly times: readonly Instant[];
  readonly flap: 'no' | 'begins' | 'goes-on';
}

/** How often each diagnosis was raised lately, by code. */
export type Raises = ReadonlyMap<string, Raised>;

/** The raises with one more. A diagnosis begins to flap with the first raise too many, and continues to until it has calmed down. */
export function withRaise(raises: Raises, code: string, at: Instant): Raises {
  const before = raises.get(code);
  const times = pushed(recent(before, at), at, MAX_COUNTED);
  const flap = times.length <= MAX_RAISES ? 'no' : before && before.flap !== 'no' ? 'goes-on' : 'begins';
  return new Map(raises).set(code, { times, flap });
}

/** What the newest raise of this diagnosis means. */
export const flapOf = (raises: Raises, code: string): Raised['flap'] => raises.get(code)?.flap ?? 'no';

/** How often this diagnosis was raised within the window that ends at `at`. */
export const raiseCount = (raises: Raises, code: string, at: Instant): number => recent(raises.get(code), at).length;

/** Whether this diagnosis flaps at `at`. */
export const isFlapping = (raises: Raises, code: string, at: Instant): boolean =>
  raiseCount(raises, code, at) > MAX_RAISES;

/** Whether any diagnosis has flapped for longer than its line about that. */
export const goesOnFlapping = (raises: Raises, at: Instant): boolean =>
  [...raises].some(([code, { flap }]) => flap === 'goes-on' && isFlapping(raises, code, at));

const recent = (raised: Raised | undefined, at: Instant): readonly Instant[] =>
  (raised?.times ?? []).filter((raisedAt) => at - raisedAt < FLAP_WINDOW_MS);
