import { lifeNeedles } from '../life/parse-life.ts';
import { type Needles, needlePatterns, needlesOf } from '../read/needles.ts';
import { createLineSearch, type Findings, type FoundLine, type LineSearch } from '../search/line-search.ts';
import type { TextLines } from '../search/text-lines.ts';
import { answerNeedles, servingNeedles } from './serving-lines.ts';

/** A line of a saved log that may say something. */
export type Interest = FoundLine<Kind>;

/** What it may say, by the needles that it holds. */
interface Kind {
  readonly needles: Needles;
  /** The places of the needles of life (parse-life.ts) that it holds. */
  readonly life: readonly number[];
  /** It may say how the app serves, */
  readonly isService: boolean;
  /** and no more than that, */
  readonly isMereService: boolean;
  /** and of that no more than how it answered a request. */
  readonly isMereAnswer: boolean;
}

/** The lines of interest. The text is without escape sequences. */
export function linesToRead(text: TextLines): Findings<Kind> {
  search ??= createLineSearch([...needlePatterns, ...lifeNeedles, ...servingNeedles, answerNeedles], kindOf);
  return search(text);
}

let search: LineSearch<Kind> | undefined;

// The places of the patterns: those that are searched for live, too, of life, of how the app serves, and the last of its answers.
const LIFE = needlePatterns.length;
const SERVICE = LIFE + lifeNeedles.length;
const ANSWERS = SERVICE + servingNeedles.length;

const kindOf = (patterns: readonly number[]): Kind => ({
  needles: needlesOf(patterns),
  life: patterns.filter((place) => place >= LIFE && place < SERVICE).map((place) => place - LIFE),
  isService: patterns.some((place) => place >= SERVICE),
  isMereService: patterns.every((place) => place >= SERVICE),
  isMereAnswer: patterns.every((place) => place >= ANSWERS),
});
