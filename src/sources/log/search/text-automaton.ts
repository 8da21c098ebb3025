/**
 * A machine that reads characters one by one and knows after each which of many texts end there (Aho and Corasick, 1975).
 * One step costs the same however many texts there are. A state is the offset of its row in `table`, in eights:
 * rows are multiples of eight long, and so a state takes two bytes, not four.
 */
export interface TextAutomaton {
  /**
   * `table[(state << 3) + table[character]]` is the next state, for characters below CHARACTERS: first the class of each stands in it,
   * then the rows. One table, because a loop over two keeps twice as much in registers. Characters beyond ASCII have class 0, which is in no text.
   */
  readonly table: Uint16Array;
  /** Before the first character, or after one that begins no text. */
  readonly start: number;
  /** After a newline. */
  readonly lineStart: number;
  /** States below this one say nothing: no text ends there, and no line. */
  readonly firstTelling: number;
  /** The texts that end at a state, by their places in the list. */
  textsAt(state: number): readonly number[];
}

export const CHARACTERS = 256;

const NEWLINE = '\n';
const UNIT = 8;
const MOST_STATES = 2 ** 16;
const none: readonly number[] = [];

/** The texts are ASCII, and hold a newline at most as their first character. */
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
  if (first + ordered.length * units > MOST_STATES) throw new Error('more texts than states of two bytes can tell');
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

/** All beginnings of the texts, and the one of a newline: the empty one first, then those of one character, and so on. */
interface Trie {
  /** What each is without its last character, by place; those of one parent stand side by side. */
  readonly parents: readonly number[];
  /** The classes of their last characters. */
  readonly steps: readonly number[];
  /** The longest ending of each that is one of them, too. */
  readonly fallbacks: Uint16Array;
  /** The place of each text. */
  readonly placeOf: readonly number[];
  readonly newline: number;
}

function trieOf(texts: readonly string[], classes: Uint8Array): Trie {
  const parents = [-1];
  const steps = [0];
  const placeOf = [...texts, NEWLINE].map(() => 0);
  // In order, those that begin alike follow each other.
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

/** The texts that end at each place. */
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

/** Where no text goes on, the step is that of the fallback, whose row is made before. */
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
