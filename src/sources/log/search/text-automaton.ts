/**
 * A machine that reads characters one by one and knows after each which of many texts end there (Aho and Corasick, 1975).
 * One step costs the same however many texts there are. A state is the offset of its row in `steps`.
 */
export interface TextAutomaton {
  /** `steps[state + classes[character]]` is the next state. Characters beyond ASCII have class 0, which is in no text. */
  readonly steps: Int32Array;
  readonly classes: Uint8Array;
  /** Before the first character, or after one that begins no text. */
  readonly start: number;
  /** After a newline. */
  readonly lineStart: number;
  /** States below this one say nothing: no text ends there, and no line. */
  readonly firstTelling: number;
  /** The texts that end at a state, by their places in the list. */
  textsAt(state: number): readonly number[];
}

const NEWLINE = '\n';
const CHARACTERS = 256;
const none: readonly number[] = [];

/** The texts are ASCII, and hold a newline at most as their first character. */
export function textAutomaton(texts: readonly string[]): TextAutomaton {
  const classes = classesOf(texts);
  const trie = trieOf(texts, classes);
  const { width, count, ends, newline } = trie;
  completed(trie);
  const isTelling = (node: number): boolean => node === newline || ends[node] !== undefined;
  const nodes = Array.from({ length: count }, (_, node) => node);
  const silent = nodes.filter((node) => !isTelling(node));
  const telling = nodes.filter(isTelling);
  const states = new Int32Array(count);
  for (const [index, node] of [...silent, ...telling].entries()) states[node] = index * width;
  return {
    steps: renamed(trie, states),
    classes,
    start: states[0] ?? 0,
    lineStart: states[newline] ?? 0,
    firstTelling: silent.length * width,
    textsAt: (state) => ends[telling[state / width - silent.length] ?? 0] ?? none,
  };
}

function classesOf(texts: readonly string[]): Uint8Array {
  const classes = new Uint8Array(CHARACTERS);
  const characters = new Set(NEWLINE + texts.join(''));
  for (const [index, character] of [...characters].entries()) classes[character.charCodeAt(0)] = index + 1;
  return classes;
}

/** The beginnings of the texts, each a node; node 0 is the empty one. */
interface Trie {
  readonly width: number;
  readonly count: number;
  /** The node after a node and a class; 0 for none, until it is completed. */
  readonly next: Int32Array;
  /** The texts that end at a node. */
  readonly ends: (readonly number[] | undefined)[];
  readonly newline: number;
}

function trieOf(texts: readonly string[], classes: Uint8Array): Trie {
  const width = Math.max(...classes) + 1;
  const next = new Int32Array(width * (2 + texts.reduce((sum, { length }) => sum + length, 0)));
  const ends: (readonly number[] | undefined)[] = [];
  let count = 1;
  const endOf = (text: string): number => {
    let node = 0;
    for (let at = 0; at < text.length; at += 1) {
      const step = node * width + (classes[text.charCodeAt(at)] ?? 0);
      node = next[step] || count;
      if (node === count) count += 1;
      next[step] = node;
    }
    return node;
  };
  const newline = endOf(NEWLINE);
  for (const [place, text] of texts.entries()) {
    const end = endOf(text);
    ends[end] = [...(ends[end] ?? none), place];
  }
  return { width, count, next, ends, newline };
}

/** Where no text goes on, the step is that of the longest ending that begins a text, too; what ends there ends here. */
function completed({ width, count, next, ends }: Trie): void {
  const fallbacks = new Int32Array(count);
  const queue = [0];
  for (const node of queue) {
    const fallback = fallbacks[node] ?? 0;
    const shorter = ends[fallback];
    ends[node] = shorter === undefined ? ends[node] : [...(ends[node] ?? none), ...shorter];
    for (let step = node * width, other = fallback * width; step < (node + 1) * width; step += 1, other += 1) {
      const instead = next[other] ?? 0;
      const child = next[step] ?? 0;
      if (child === 0) {
        next[step] = instead;
        continue;
      }
      queue.push(child);
      // The only character of a text ends nothing shorter.
      if (node !== 0) fallbacks[child] = instead;
    }
  }
}

function renamed({ width, count, next }: Trie, states: Int32Array): Int32Array {
  const steps = new Int32Array(count * width);
  for (let node = 0; node < count; node += 1) {
    const state = states[node] ?? 0;
    for (let at = 0; at < width; at += 1) steps[state + at] = states[next[node * width + at] ?? 0] ?? 0;
  }
  return steps;
}
