import { type TextAutomaton, textAutomaton } from './text-automaton.ts';

/** Things indexed by texts: an automaton that finds the texts, and the things that want the texts that end at a state. */
export interface TextIndex<T> {
  readonly automaton: TextAutomaton;
  /** Unordered, each once. */
  at(state: number): readonly T[];
}

/** Builds an index of things, each with texts of which a line must contain one. */
export function textIndex<T>(
  wanted: readonly { readonly thing: T; readonly texts: readonly string[] }[],
): TextIndex<T> {
  const askers = new Map<string, T[]>();
  for (const { thing, texts } of wanted) {
    for (const text of texts) askers.set(text, [...(askers.get(text) ?? []), thing]);
  }
  const automaton = textAutomaton([...askers.keys()]);
  const asking = [...askers.values()];
  const known = new Map<number, readonly T[]>();
  return {
    automaton,
    at(state) {
      const things = known.get(state) ?? [...new Set(automaton.textsAt(state).flatMap((text) => asking[text] ?? []))];
      known.set(state, things);
      return things;
    },
  };
}
