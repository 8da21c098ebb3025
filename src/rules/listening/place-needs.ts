import type { StandIns } from '../../core/diagnosis/stand-ins.ts';
import { noPast } from '../../core/facts/past.ts';

/** What must be known to say that the app listens in the wrong place. */
export const placeNeeds = ['app', 'listeners', 'listenersSince', 'endpoints', 'probes'] as const;
export type PlaceNeed = (typeof placeNeeds)[number];

/** What tells whether the app may open another listener yet; where it is unknown, time alone does. */
export const unforeseen = { processes: [], past: noPast } satisfies StandIns;
export type FinalPlaceNeed = PlaceNeed | keyof typeof unforeseen;
