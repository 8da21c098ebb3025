import { LEAST, readAlternatives, readSequence, shortestOf } from './read-pattern.ts';

/** A pattern, and texts of which each of its matches holds one. */
export interface RequiredTexts {
  readonly pattern: RegExp;
  /** ASCII, two characters or more, with a newline at most as the first. None where the pattern does not tell. */
  readonly texts: readonly string[];
  /** Where one of the texts is, the pattern matches. */
  readonly isProof: boolean;
}

/** The alternatives of a pattern, which together match what it matches. One that has flags is taken as a whole. */
export function alternativesOf(whole: RegExp): readonly RequiredTexts[] {
  const { source, flags } = whole;
  if (flags !== '') return [{ pattern: whole, texts: [], isProof: false }];
  const reading = { source, at: 0 };
  const found: RequiredTexts[] = [];
  for (; reading.at <= source.length; reading.at += 1) {
    const from = reading.at;
    const { best, exact = [] } = readSequence(reading);
    const text = source.slice(from, reading.at);
    const texts = usable(best);
    const isProof = texts.length > 0 && exact.length > 0 && exact.every((each) => texts.includes(each));
    found.push({ pattern: new RegExp(text), texts, isProof: isProof && !ASSERTION.test(text) });
  }
  return found;
}

/** What matches no character, and may keep the others from matching. */
const ASSERTION = /[$^]|\\[bB]|\(\?<?[=!]/;

/** Texts of which each match of a pattern holds one; none where it does not tell, or has flags. */
export const requiredTexts = ({ source, flags }: RegExp): readonly string[] =>
  flags === '' ? usable(readAlternatives({ source, at: 0 }).best) : [];

function usable(best: readonly string[]): readonly string[] {
  const texts = [...new Set(best.map((text) => shortened(withinLine(text))))];
  return shortestOf(texts) < LEAST ? [] : texts.filter((text) => !texts.some((other) => isWithin(other, text)));
}

/** More tell hardly more, and cost memory. */
const MOST_CHARACTERS = 8;

/** Its beginning, which other texts share, or where that is blank its end. */
function shortened(text: string): string {
  const begin = text.slice(0, MOST_CHARACTERS);
  return begin.trim() === '' ? text.slice(-MOST_CHARACTERS) : begin;
}

const isWithin = (text: string, other: string): boolean => text !== other && other.includes(text);

/** A line ends with its newline: of a text that goes beyond, the longest part. */
function withinLine(text: string): string {
  const [first = '', ...others] = text.slice(1).split('\n');
  return [text.slice(0, 1) + first, ...others].toSorted((a, b) => b.length - a.length)[0] ?? '';
}
