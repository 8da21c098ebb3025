import { lifeNeedles } from '../life/parse-life.ts';
import { type Needles, needlePatterns, needlesOf } from '../read/needles.ts';
import { createLineSearch, type FoundLine, type LineSearch } from '../search/line-search.ts';
import type { TextLines } from '../search/text-lines.ts';
import { servingNeedles } from './serving-lines.ts';

/** A line of a saved log that may say something. */
export interface Interest extends Pick<FoundLine, 'index' | 'heads' | 'from' | 'to'> {
  readonly needles: Needles;
  /** The places of the needles of life (parse-life.ts) that it holds. */
  readonly life: readonly number[];
  /** It may say no more than how the app serves. */
  readonly isMereService: boolean;
}

/** The lines of interest, and how many of all lines are heads. The text is without escape sequences. */
export function linesToRead(text: TextLines): { readonly found: readonly Interest[]; readonly heads: number } {
  const { lines, heads } = searched(text);
  return { found: lines.map(interestOf), heads };
}

function interestOf({ patterns, ...line }: FoundLine): Interest {
  const life = patterns.filter((place) => place >= LIFE && place < SERVICE).map((place) => place - LIFE);
  const isMereService = patterns.every((place) => place >= SERVICE);
  return { ...line, needles: needlesOf(patterns), life, isMereService };
}

// The places of the patterns: those that are searched for live, too, of life, and of how it serves.
const LIFE = needlePatterns.length;
const SERVICE = LIFE + lifeNeedles.length;

let search: LineSearch | undefined;

function searched(text: TextLines): ReturnType<LineSearch> {
  search ??= createLineSearch([...needlePatterns, ...lifeNeedles, ...servingNeedles]);
  return search(text);
}
