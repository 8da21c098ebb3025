import type { StandIns } from '../../core/diagnosis/stand-ins.ts';
import { noPast } from '../../core/facts/past.ts';

/** What must be known to say that the app listens in the wrong place. */
export const placeNeeds = ['app', 'listeners', 'listenersSince', 'endpoints', 'probes'] as const;
export type PlaceNeed = (typeof placeNeeds)[number];

/** The same, and what tells whether the app may open another listener yet. */
export const finalPlaceNeeds = [...placeNeeds, 'processes', 'past'] as const;
export type FinalPlaceNeed = (typeof finalPlaceNeeds)[number];

/** An app of which nothing tells that it will open another: time alone does then. */
export const unforeseen = { processes: [], past: noPast } satisfies StandIns;
