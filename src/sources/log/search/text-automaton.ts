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
  const width = Math.ceil(count / UNIT) * UNIT;
  const trie = trieOf(texts, classes);
  const { rows, ends } = rowsOf(trie, width);
  const newline = rows[classes[NEWLINE.charCodeAt(0)] ?? 0] ?? 0;
  const places = trie.parents.map((_, place) => place);
  const isTelling = (place: number): boolean => place === newline || ends[place] !== none;
  const telling = places.filter(isTelling);
  const ordered = [...places.filter((place) => !isTelling(place)), ...telling];
  const states = new Uint16Array(ordered.length);
  const stateAt = (index: number): number => (CHARACTERS + index * width) / UNIT;
  if (stateAt(ordered.length) > MOST_STATES) throw new Error('more texts than states of two bytes can tell');
  for (const [index, place] of ordered.entries()) states[place] = stateAt(index);
  const firstTelling = stateAt(ordered.length - telling.length);
  const endsOf = telling.map((place) => ends[place] ?? none);
  return {
    table: tableOf(classes, rows, ordered, states),
    start: states[0] ?? 0,
    lineStart: states[newline] ?? 0,
    firstTelling,
    textsAt: (state) => endsOf[((state - firstTelling) * UNIT) / width] ?? none,
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
  /** The place of each text. */
  readonly placeOf: readonly number[];
}

function trieOf(texts: readonly string[], classes: Uint8Array): Trie {
  const parents = [-1];
  const steps = [0];
  const placeOf = texts.map(() => 0);
  // In order, those that begin alike follow each other.
  const ordered = [...texts.map((text, index) => ({ text, index })), { text: NEWLINE, index: texts.length }];
  let longer = ordered.toSorted((a, b) => (a.text < b.text ? -1 : 1));
  for (let at = 0; longer.length > 0; at += 1) {
    longer = longer.filter(({ text }) => text.length > at);
    const level = parents.length;
    for (const { text, index } of longer) {
      const parent = placeOf[index] ?? 0;
      const step = classes[text.charCodeAt(at)] ?? 0;
      const last = parents.length - 1;
      if (last < level || parents[last] !== parent || steps[last] !== step) {
        parents.push(parent);
        steps.push(step);
      }
      placeOf[index] = parents.length - 1;
    }
  }
  return { parents, steps, placeOf };
}

/** For each place of the trie the place after each class, in a row; and the texts that end there. */
function rowsOf({ parents, steps, placeOf }: Trie, width: number) {
  const rows = new Uint16Array(parents.length * width);
  const ends = parents.map(() => none);
  for (const [text, place] of placeOf.entries()) ends[place] = [...(ends[place] ?? none), text];
  // The longest ending of each that begins a text, too.
  const fallbacks = new Uint16Array(parents.length);
  let child = 1;
  for (let place = 0; place < parents.length; place += 1) {
    const row = place * width;
    const fallback = fallbacks[place] ?? 0;
    if (place > 0) {
      // Where no text goes on, the step is that of the fallback, which is shorter, and so done before.
      rows.copyWithin(row, fallback * width, fallback * width + width);
      const shorter = ends[fallback] ?? none;
      if (shorter !== none) ends[place] = [...(ends[place] ?? none), ...shorter];
    }
    for (; parents[child] === place; child += 1) {
      const step = row + (steps[child] ?? 0);
      fallbacks[child] = rows[step] ?? 0;
      rows[step] = child;
    }
  }
  return { rows, ends };
}

function tableOf(classes: Uint8Array, rows: Uint16Array, ordered: readonly number[], states: Uint16Array): Uint16Array {
  const table = new Uint16Array(CHARACTERS + rows.length);
  table.set(classes);
  const width = rows.length / ordered.length;
  let to = CHARACTERS;
  for (const place of ordered) {
    for (let from = place * width; from < (place + 1) * width; from += 1, to += 1) {
      // `as`: each row leads to places, and each place has a state.
      table[to] = states[rows[from] as number] as number;
    }
  }
  return table;
}
