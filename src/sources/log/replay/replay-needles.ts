import { lifeNeedles } from '../life/parse-life.ts';
import { type Needles, needlePatterns, needlesOf } from '../read/needles.ts';
import { createLineSearch, type Findings, type FoundLine, type LineSearch } from '../search/line-search.ts';
import type { TextLines } from '../search/text-lines.ts';
import { answerNeedles, servingNeedles } from './serving-lines.ts';

/** A line of a saved log that may mean something. */
export type Interest = FoundLine<Kind>;

/** Its possible meanings, by the needles in it. */
interface Kind {
  readonly needles: Needles;
  /** The indexes of its needles about the app's life (parse-life.ts). */
  readonly life: readonly number[];
  /** It may say how the app serves, */
  readonly isService: boolean;
  /** and nothing else, */
  readonly isMereService: boolean;
  /** or only how the app answered a request. */
  readonly isMereAnswer: boolean;
}

/** The lines of interest. The text is without escape sequences. */
export function linesToRead(text: TextLines): Findings<Kind> {
  search ??= createLineSearch([...needlePatterns, ...lifeNeedles, ...servingNeedles, answerNeedles], kindOf);
  return search(text);
}

let search: LineSearch<Kind> | undefined;

// The first indexes of the patterns about life, about serving, and about answers; the patterns that are also searched live come first.
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
