import { createMemo } from '../../../core/memo.ts';
import { alternativesOf } from './required-texts.ts';
import type { TextAutomaton } from './text-automaton.ts';
import { type TextIndex, textIndex } from './text-index.ts';
import type { TextLines } from './text-lines.ts';

/** A line in which patterns match. */
export interface FoundLine<Kind> {
  /** Its place among the lines of the text, from 0. */
  readonly index: number;
  /** Lines before it that begin with a character that is seen. */
  readonly heads: number;
  /** Its first byte, and its newline. */
  readonly from: number;
  readonly to: number;
  /** What is made of the patterns. */
  readonly kind: Kind;
}

/** What is found in a text. */
export interface Findings<Kind> {
  readonly lines: readonly FoundLine<Kind>[];
  /** How many of all its lines begin with a character that is seen: what is indented continues the line before it. */
  readonly heads: number;
}

/** Finds the lines of a text in which a pattern matches. */
export type LineSearch<Kind> = (text: TextLines) => Findings<Kind>;

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
 * `kindOf` gets the places of the patterns that match, each once, in no order.
 */
export function createLineSearch<Kind>(
  patterns: readonly RegExp[],
  kindOf: (places: readonly number[]) => Kind,
): LineSearch<Kind> {
  const index = textIndex(patterns.flatMap(wanted));
  // The lines of a log are of a few kinds.
  const known = createMemo<Kind>();
  const kindsOfOne = patterns.map((_, place) => kindOf([place]));
  const kindIn = (places: readonly number[]): Kind => {
    const [place = 0] = places;
    const one = places.length === 1 ? kindsOfOne[place] : undefined;
    return one ?? known(places.join(), () => kindOf(places));
  };
  return (text) => linesIn(text, index, kindIn);
}

const wanted = (needle: RegExp, place: number) =>
  alternativesOf(needle).map(({ pattern, texts, isProof }) => {
    if (texts.length === 0)
      throw new Error(`the needle ${pattern.source} names no text of two characters that it needs`);
    return { thing: { place, pattern, isProof }, texts };
  });

function linesIn<Kind>(
  text: TextLines,
  { automaton, at: alternativesAt }: TextIndex<Alternative>,
  kindOf: (places: readonly number[]) => Kind,
): Findings<Kind> {
  const { bytes } = text;
  const { lineStart } = automaton;
  const lines: FoundLine<Kind>[] = [];
  const states: number[] = [];
  const place: Place = { at: -1, state: lineStart };
  let from = 0;
  let index = 0;
  let heads = 0;
  while (goToTelling(place, bytes, automaton)) {
    const { at, state } = place;
    if (state !== lineStart) {
      if (!states.includes(state)) states.push(state);
      continue;
    }
    if (states.length > 0) {
      const places = matching(text, from, at, states, alternativesAt);
      if (places.length > 0) lines.push({ index, heads, from, to: at, kind: kindOf(places) });
      states.length = 0;
    }
    if (isSeen(bytes[from])) heads += 1;
    from = at + 1;
    index += 1;
  }
  return { lines, heads };
}

const DELETE = 0x7f;

/** Whether a character is seen, by its code or the first of its bytes. */
export const isSeen = (first = 0): boolean => first > 0x20 && first !== DELETE;

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

/** The places of the patterns that match in a line; it is cut only where one must be tried. */
function matching(
  text: TextLines,
  from: number,
  to: number,
  states: readonly number[],
  alternativesAt: (state: number) => readonly Alternative[],
): readonly number[] {
  const places: number[] = [];
  let line: string | undefined;
  for (const state of states) {
    for (const { place, pattern, isProof } of alternativesAt(state)) {
      if (places.includes(place)) continue;
      if (!isProof) line ??= text.afterNewline(from, to);
      if (line === undefined || isProof || pattern.test(line)) places.push(place);
    }
  }
  return places;
}
