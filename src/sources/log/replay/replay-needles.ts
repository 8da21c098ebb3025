import { lifeNeedles } from '../life/parse-life.ts';
import { type Needles, needlePatterns, needlesOf } from '../read/needles.ts';
import { createLineSearch, type LineSearch } from '../search/line-search.ts';
import { servingNeedles } from './serving-lines.ts';

/** A line of a saved log that may say something, and its place among the lines. */
export interface Interest {
  readonly index: number;
  readonly needles: Needles;
  /** The places of the needles of life (parse-life.ts) that it holds. */
  readonly life: readonly number[];
  /** It may say no more than how the app serves. */
  readonly isMereService: boolean;
}

/** The lines of interest. The text is UTF-8 without escape sequences, and ends with a newline. */
export const linesToRead = (text: Buffer): readonly Interest[] =>
  searched(text).map(({ index, patterns }) => {
    const life = patterns.filter((place) => place >= LIFE && place < SERVICE).map((place) => place - LIFE);
    const isMereService = patterns.every((place) => place >= SERVICE);
    return { index, needles: needlesOf(patterns), life, isMereService };
  });

// The places of the patterns: those that are searched for live, too, of life, and of how it serves.
const LIFE = needlePatterns.length;
const SERVICE = LIFE + lifeNeedles.length;

let search: LineSearch | undefined;

function searched(text: Buffer): ReturnType<LineSearch> {
  search ??= createLineSearch([...needlePatterns, ...lifeNeedles, ...servingNeedles]);
  return search(text);
}
