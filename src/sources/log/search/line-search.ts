import { alternativesOf } from './required-texts.ts';
import type { TextAutomaton } from './text-automaton.ts';
import { type TextIndex, textIndex } from './text-index.ts';

/** A line in which patterns match. */
export interface FoundLine {
  /** Its place among the lines of the text, from 0. */
  readonly index: number;
  /** Its first byte, and its newline. */
  readonly from: number;
  readonly to: number;
  /** The places of the patterns in their list, each once, in no order. */
  readonly patterns: readonly number[];
}

/** Finds the lines of a text in which a pattern matches. The text is UTF-8, and ends with a newline. */
export type LineSearch = (text: Buffer) => readonly FoundLine[];

/** One alternative of a pattern. */
interface Alternative {
  readonly place: number;
  readonly pattern: RegExp;
  /** Where one of its texts is, it matches. */
  readonly isProof: boolean;
}

/**
 * A search that reads each byte once, however many patterns there are: an alternative of a pattern is tried only on a line that holds
 * a text without which it cannot match, and then with a newline before the line. One that requires no such text is an error.
 */
export function createLineSearch(patterns: readonly RegExp[]): LineSearch {
  const index = textIndex(patterns.flatMap(wanted));
  return (text) => linesIn(text, index);
}

const wanted = (needle: RegExp, place: number) =>
  alternativesOf(needle).map(({ pattern, texts, isProof }) => {
    if (texts.length === 0)
      throw new Error(`the needle ${pattern.source} names no text of two characters that it needs`);
    return { thing: { place, pattern, isProof }, texts };
  });

function linesIn(text: Buffer, { automaton, at: alternativesAt }: TextIndex<Alternative>): readonly FoundLine[] {
  const { lineStart } = automaton;
  const found: FoundLine[] = [];
  const states: number[] = [];
  const lineAt = createLineReader(text);
  const place: Place = { at: -1, state: lineStart };
  let from = 0;
  let index = 0;
  while (goToTelling(place, text, automaton)) {
    const { at, state } = place;
    if (state !== lineStart) {
      if (!states.includes(state)) states.push(state);
      continue;
    }
    if (states.length > 0) {
      const patterns = matchingIn(lineAt(from, at), states, alternativesAt);
      if (patterns.length > 0) found.push({ index, from, to: at, patterns });
      states.length = 0;
    }
    from = at + 1;
    index += 1;
  }
  return found;
}

/** How far a text was read, and the state there. */
interface Place {
  at: number;
  state: number;
}

/** Reads on to where the automaton tells something; false where the text ends before. A loop by itself, because all time is spent in it. */
function goToTelling(place: Place, text: Buffer, { steps, classes, firstTelling }: TextAutomaton): boolean {
  const { length } = text;
  let { state } = place;
  for (let at = place.at + 1; at < length; at += 1) {
    // `as`: `steps` and `classes` have a member for each state and byte.
    state = steps[(state << 3) + (classes[text[at] as number] as number)] as number;
    if (state < firstTelling) continue;
    place.at = at;
    place.state = state;
    return true;
  }
  return false;
}

const NEWLINE = '\n';

/** Gives lines with the newline before them. Where each byte is a character they are cut from one text, which is cheaper. */
function createLineReader(text: Buffer): (from: number, to: number) => string {
  let whole: string | undefined;
  return (from, to) => {
    whole ??= NEWLINE + text.toString('utf8');
    const isByteEach = whole.length === text.length + 1;
    return isByteEach ? whole.slice(from, to + 1) : NEWLINE + text.toString('utf8', from, to);
  };
}

function matchingIn(
  line: string,
  states: readonly number[],
  alternativesAt: (state: number) => readonly Alternative[],
): readonly number[] {
  const matching: number[] = [];
  for (const state of states) {
    for (const { place, pattern, isProof } of alternativesAt(state)) {
      if (!matching.includes(place) && (isProof || pattern.test(line))) matching.push(place);
    }
  }
  return matching;
}
