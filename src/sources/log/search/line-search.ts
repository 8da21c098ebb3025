import { createMemo } from '../../../core/memo.ts';
import { alternativesOf } from './required-texts.ts';
import { type Scan, scanBoth, scanOn } from './scan.ts';
import { type TextIndex, textIndex } from './text-index.ts';
import type { TextLines } from './text-lines.ts';

/** A line in which patterns match. */
export interface FoundLine<Kind> {
  /** Its index among the lines of the text, from 0. */
  readonly index: number;
  /** The number of lines before it that start with a visible character. */
  readonly heads: number;
  /** The offsets of its first byte and of its newline. */
  readonly from: number;
  readonly to: number;
  /** The value that `kindOf` gave for the patterns. */
  readonly kind: Kind;
}

/** The result of searching a text. */
export interface Findings<Kind> {
  readonly lines: readonly FoundLine<Kind>[];
  /** The number of all lines that start with a visible character: an indented line continues the line before it. */
  readonly heads: number;
}

/** Finds the lines of a text in which a pattern matches. */
export type LineSearch<Kind> = (text: TextLines) => Findings<Kind>;

/** Builds a value from the indexes of the patterns that match. */
type KindOf<Kind> = (places: readonly number[]) => Kind;

/** One alternative of a pattern. */
interface Alternative {
  readonly place: number;
  readonly pattern: RegExp;
  /** If one of its texts is in the line, it matches. */
  readonly isProof: boolean;
}

/**
 * A search that reads each byte once, however many patterns there are. It tries an alternative only on a line that holds one of its
 * required texts, and then with a newline before the line. An alternative without a required text is an error.
 * `kindOf` gets the indexes of the patterns that match, each once, unordered.
 */
export function createLineSearch<Kind>(patterns: readonly RegExp[], kindOf: KindOf<Kind>): LineSearch<Kind> {
  const index = textIndex(patterns.flatMap(wanted));
  // A log has only a few kinds of lines.
  const known = createMemo<Kind>();
  const kindsOfOne = patterns.map((_, place) => kindOf([place]));
  const kindIn: KindOf<Kind> = (places) => {
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

const NEWLINE = 0x0a;

/** One half of a text and its findings: lines are counted from the start of the half. */
interface Half<Kind> extends Scan {
  /** The first byte of the current line, and the states in it at which a text was complete. */
  from: number;
  readonly states: number[];
  readonly lines: Mutable<FoundLine<Kind>>[];
  /** The number of lines read, and how many of them start with a visible character. */
  count: number;
  heads: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads both halves in turn: a step mostly waits for the table, and the other half makes its step meanwhile. */
function linesIn<Kind>(text: TextLines, index: TextIndex<Alternative>, kindOf: KindOf<Kind>): Findings<Kind> {
  const { bytes } = text;
  const { automaton } = index;
  const middle = bytes.lastIndexOf(NEWLINE, bytes.length >> 1) + 1;
  const newHalf = (from: number, end: number): Half<Kind> => ({
    ...{ at: from, state: automaton.lineStart, end, from },
    ...{ states: [], lines: [], count: 0, heads: 0 },
  });
  const [first, second] = [newHalf(0, middle), newHalf(middle, bytes.length)];
  while (scanBoth(first, second, bytes, automaton)) {
    if (first.state >= automaton.firstTelling) tell(first, text, index, kindOf);
    if (second.state >= automaton.firstTelling) tell(second, text, index, kindOf);
  }
  for (const half of [first, second]) while (scanOn(half, bytes, automaton)) tell(half, text, index, kindOf);
  for (const line of second.lines) {
    line.index += first.count;
    line.heads += first.heads;
  }
  return { lines: [...first.lines, ...second.lines], heads: first.heads + second.heads };
}

/** Records that a text or a line is complete. */
function tell<Kind>(
  half: Half<Kind>,
  text: TextLines,
  { automaton, at }: TextIndex<Alternative>,
  kindOf: KindOf<Kind>,
) {
  const { state, states, from } = half;
  if (state !== automaton.lineStart) {
    if (!states.includes(state)) states.push(state);
    return;
  }
  const to = half.at - 1;
  if (states.length > 0) {
    const places = matching(text, from, to, states, at);
    if (places.length > 0) half.lines.push({ index: half.count, heads: half.heads, from, to, kind: kindOf(places) });
    states.length = 0;
  }
  if (isSeen(text.bytes[from])) half.heads += 1;
  half.from = half.at;
  half.count += 1;
}

const DELETE = 0x7f;

/** Whether a character is visible, given its code or its first byte. */
export const isSeen = (first = 0): boolean => first > 0x20 && first !== DELETE;

/** The indexes of the patterns that match in a line; the line is only cut out if a pattern must be tried. */
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
