import type { StandIns } from '../../core/diagnosis/stand-ins.ts';
import { noPast } from '../../core/facts/past.ts';

/** The facts that the rules about a wrong address or port need. */
export const placeNeeds = ['app', 'listeners', 'listenersSince', 'endpoints', 'probes'] as const;
export type PlaceNeed = (typeof placeNeeds)[number];

/** The facts that show whether the app may still open another listener; if they are unknown, only time decides. */
export const unforeseen = { processes: [], past: noPast } satisfies StandIns;
export type FinalPlaceNeed = PlaceNeed | keyof typeof unforeseen;
