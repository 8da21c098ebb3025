import { requiredTexts } from './required-texts.ts';
import { CHARACTERS, type TextAutomaton } from './text-automaton.ts';
import { textIndex } from './text-index.ts';

/** Returns the things whose pattern may match in a text, in order: most texts lack what most patterns require. */
export type PatternSearch<T> = (text: string) => readonly T[];

/** Searches among things by their patterns, which must have no flags. Reads the text once. */
export function createPatternSearch<T>(things: readonly T[], patternOf: (thing: T) => RegExp): PatternSearch<T> {
  const wanted = things.map((thing, place) => ({ thing: place, texts: requiredTexts(patternOf(thing)) }));
  const always = wanted.filter(({ texts }) => texts.length === 0).map(({ thing }) => thing);
  const { automaton, at: placesAt } = textIndex(wanted);

  return (text) => {
    const places = [...always];
    for (const state of statesIn(text, automaton)) {
      for (const place of placesAt(state)) if (!places.includes(place)) places.push(place);
    }
    return places.sort((a, b) => a - b).flatMap((place) => things[place] ?? []);
  };
}

function statesIn(text: string, { table, start, firstTelling }: TextAutomaton): readonly number[] {
  const states: number[] = [];
  let state = start;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    // `as`: the table has an entry for each state and class, and one for each of these characters. Other characters have class 0, which is
    // in no text.
    state = table[(state << 3) + (character < CHARACTERS ? (table[character] as number) : 0)] as number;
    if (state >= firstTelling && !states.includes(state)) states.push(state);
  }
  return states;
}
