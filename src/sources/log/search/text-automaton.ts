/**
 * A machine that reads characters one by one and knows after each which of many texts end there (Aho and Corasick, 1975).
 * A step costs the same however many texts there are. A state is the offset of its row in `table`, divided by eight.
 * Rows are multiples of eight long, so a state takes two bytes instead of four.
 */
export interface TextAutomaton {
  /**
   * `table[(state << 3) + table[character]]` is the next state, for characters below CHARACTERS. It holds each character's class first,
   * then the rows: a loop over two tables would need twice as many registers. Characters beyond ASCII have class 0, which is in no text.
   */
  readonly table: Uint16Array;
  /** Before the first character, or after one that starts no text. */
  readonly start: number;
  /** After a newline. */
  readonly lineStart: number;
  /** In states below this one, neither a text nor a line is complete. */
  readonly firstTelling: number;
  /** The texts that end at a state, by their index in the list. */
  textsAt(state: number): readonly number[];
}

export const CHARACTERS = 256;

const NEWLINE = '\n';
const UNIT = 8;
const MOST_STATES = 2 ** 16;
const none: readonly number[] = [];

/** The texts must be ASCII, with a newline only as the first character. */
export function textAutomaton(texts: readonly string[]): TextAutomaton {
  const { classes, count } = classesOf(texts);
  const trie = trieOf(texts, classes);
  const ends = endsOf(trie);
  const units = Math.ceil(count / UNIT);
  const isTelling = (place: number): boolean => place === trie.newline || ends[place] !== none;
  const places = Array.from(trie.parents.keys());
  const telling = places.filter(isTelling);
  const ordered = [...places.filter((place) => !isTelling(place)), ...telling];
  const first = CHARACTERS / UNIT;
  if (first + ordered.length * units > MOST_STATES)
    throw new Error('too many texts: their states do not fit into two bytes');
  const states = new Uint16Array(ordered.length);
  ordered.forEach((place, index) => {
    states[place] = first + index * units;
  });
  const firstTelling = first + (ordered.length - telling.length) * units;
  const told = telling.map((place) => ends[place] ?? none);
  return {
    table: tableOf(classes, trie, states, units * UNIT),
    start: states[0] ?? 0,
    lineStart: states[trie.newline] ?? 0,
    firstTelling,
    textsAt: (state) => told[(state - firstTelling) / units] ?? none,
  };
}

function classesOf(texts: readonly string[]): { readonly classes: Uint8Array; readonly count: number } {
  const classes = new Uint8Array(CHARACTERS);
  const characters = [...new Set(NEWLINE + texts.join(''))];
  for (const [index, character] of characters.entries()) classes[character.charCodeAt(0)] = index + 1;
  return { classes, count: characters.length + 1 };
}

/** All prefixes of the texts and of a newline, sorted by length: the empty one first. */
interface Trie {
  /** The index of each prefix without its last character; prefixes of one parent are next to each other. */
  readonly parents: readonly number[];
  /** The classes of their last characters. */
  readonly steps: readonly number[];
  /** The longest proper suffix of each that is also a prefix. */
  readonly fallbacks: Uint16Array;
  /** The index of each text's prefix. */
  readonly placeOf: readonly number[];
  readonly newline: number;
}

function trieOf(texts: readonly string[], classes: Uint8Array): Trie {
  const parents = [-1];
  const steps = [0];
  const placeOf = [...texts, NEWLINE].map(() => 0);
  // Sorted, so texts with the same start follow each other.
  const ordered = [...texts, NEWLINE].map((text, index) => ({ text, index }));
  let longer = ordered.toSorted((a, b) => (a.text < b.text ? -1 : 1));
  for (let at = 0; longer.length > 0; at += 1) {
    longer = longer.filter(({ text }) => text.length > at);
    let last = 0;
    for (const { text, index } of longer) {
      const parent = placeOf[index] ?? 0;
      const step = classes[text.charCodeAt(at)] ?? 0;
      if (last === 0 || parents[last] !== parent || steps[last] !== step) {
        last = parents.push(parent) - 1;
        steps.push(step);
      }
      placeOf[index] = last;
    }
  }
  const newline = placeOf.pop() ?? 0;
  return { parents, steps, fallbacks: fallbacksOf(parents, steps), placeOf, newline };
}

function fallbacksOf(parents: readonly number[], steps: readonly number[]): Uint16Array {
  const keyOf = (parent: number, step: number): number => parent * CHARACTERS + step;
  const children = new Map(parents.map((parent, place) => [keyOf(parent, steps[place] ?? 0), place]));
  const fallbacks = new Uint16Array(parents.length);
  for (let place = 1; place < parents.length; place += 1) {
    let from = parents[place] ?? 0;
    let found: number | undefined;
    while (from !== 0 && found === undefined) {
      from = fallbacks[from] ?? 0;
      found = children.get(keyOf(from, steps[place] ?? 0));
    }
    fallbacks[place] = found ?? 0;
  }
  return fallbacks;
}

/** The texts that end at each prefix. */
function endsOf({ fallbacks, placeOf }: Trie): readonly (readonly number[])[] {
  const ends = Array.from(fallbacks, () => none);
  placeOf.forEach((place, text) => {
    ends[place] = [...(ends[place] ?? none), text];
  });
  fallbacks.forEach((fallback, place) => {
    const shorter = ends[fallback] ?? none;
    if (place > 0 && shorter !== none) ends[place] = [...(ends[place] ?? none), ...shorter];
  });
  return ends;
}

/** Where no text continues, the step is the fallback's, whose row was made earlier. */
function tableOf(classes: Uint8Array, { parents, steps, fallbacks }: Trie, states: Uint16Array, width: number) {
  const table = new Uint16Array(CHARACTERS + states.length * width);
  table.set(classes);
  const rowOf = (place: number): number => (states[place] ?? 0) * UNIT;
  table.fill(states[0] ?? 0, rowOf(0), rowOf(0) + width);
  let child = 1;
  for (let place = 0; place < parents.length; place += 1) {
    const row = rowOf(place);
    const shorter = rowOf(fallbacks[place] ?? 0);
    if (place > 0) table.copyWithin(row, shorter, shorter + width);
    for (; parents[child] === place; child += 1) table[row + (steps[child] ?? 0)] = states[child] ?? 0;
  }
  return table;
}
