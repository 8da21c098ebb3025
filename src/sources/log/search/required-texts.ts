import { LEAST, readAlternatives, readSequence, shortestOf } from './read-pattern.ts';

/** A pattern, and texts of which each of its matches contains one. */
export interface RequiredTexts {
  readonly pattern: RegExp;
  /** ASCII, two characters or more; only the first may be a newline. Empty if the pattern requires none. */
  readonly texts: readonly string[];
  /** If one of the texts is in a line, the pattern matches. */
  readonly isProof: boolean;
}

/** The alternatives of a pattern, which together match what it matches. A pattern with flags stays whole. */
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

/** Parts that match no character, and may keep the others from matching. */
const ASSERTION = /[$^]|\\[bB]|\(\?<?[=!]/;

/** Texts of which each match of a pattern contains one; empty if it requires none, or has flags. */
export const requiredTexts = ({ source, flags }: RegExp): readonly string[] =>
  flags === '' ? usable(readAlternatives({ source, at: 0 }).best) : [];

function usable(best: readonly string[]): readonly string[] {
  const texts = [...new Set(best.map((text) => shortened(withinLine(text))))];
  return shortestOf(texts) < LEAST ? [] : texts.filter((text) => !texts.some((other) => isWithin(other, text)));
}

/** More characters hardly help, and cost memory. */
const MOST_CHARACTERS = 8;

/** The start of the text, which other texts share; the end if the start is blank. */
function shortened(text: string): string {
  const begin = text.slice(0, MOST_CHARACTERS);
  return begin.trim() === '' ? text.slice(-MOST_CHARACTERS) : begin;
}

const isWithin = (text: string, other: string): boolean => text !== other && other.includes(text);

/** A search sees one line at a time, so only the longest part of a text that spans lines is kept. */
function withinLine(text: string): string {
  const [first = '', ...others] = text.slice(1).split('\n');
  return [text.slice(0, 1) + first, ...others].toSorted((a, b) => b.length - a.length)[0] ?? '';
}
