/**
 * A machine that reads characters one by one and knows after each which of many texts end there (Aho and Corasick, 1975).
 * One step costs the same however many texts there are. A state is the offset of its row in `steps`, in eights:
 * rows are multiples of eight long, and so a state takes two bytes, not four.
 */
export interface TextAutomaton {
  /** `steps[(state << 3) + classes[character]]` is the next state. Characters beyond ASCII have class 0, which is in no text. */
  readonly steps: Uint16Array;
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
const UNIT = 8;
const MOST_STATES = 2 ** 16;
const none: readonly number[] = [];

/** The texts are ASCII, and hold a newline at most as their first character. */
export function textAutomaton(texts: readonly string[]): TextAutomaton {
  const { classes, count } = classesOf(texts);
  const { nodes, newline } = trieOf(texts, classes);
  const ordered = inBreadth(nodes);
  const isTelling = (node: Node): boolean => node === newline || node.ends.length > 0;
  const telling = nodes.filter(isTelling);
  const silent = nodes.filter((node) => !isTelling(node));
  const row = Math.ceil(count / UNIT);
  if (nodes.length * row > MOST_STATES) throw new Error('more texts than states of two bytes can tell');
  for (const [index, node] of [...silent, ...telling].entries()) node.state = index * row;
  return {
    steps: stepsOf(ordered, row * UNIT),
    classes,
    start: nodes[0]?.state ?? 0,
    lineStart: newline.state,
    firstTelling: silent.length * row,
    textsAt: textsOf(telling, row, silent.length),
  };
}

/** Without the nodes, of which a search has no more need. */
function textsOf(telling: readonly Node[], row: number, before: number): TextAutomaton['textsAt'] {
  const ends = telling.map((node) => node.ends);
  return (state) => ends[state / row - before] ?? none;
}

function classesOf(texts: readonly string[]): { readonly classes: Uint8Array; readonly count: number } {
  const classes = new Uint8Array(CHARACTERS);
  const characters = [...new Set(NEWLINE + texts.join(''))];
  for (const [index, character] of characters.entries()) classes[character.charCodeAt(0)] = index + 1;
  return { classes, count: characters.length + 1 };
}

/** A beginning of texts. */
interface Node {
  /** What it becomes with one character more, by the class of that. */
  readonly next: Map<number, Node>;
  /** The longest ending of it that begins a text, too; undefined for the empty one. */
  fallback?: Node;
  /** The texts that end with it. */
  ends: readonly number[];
  state: number;
}

/** The first node is the empty beginning. */
function trieOf(texts: readonly string[], classes: Uint8Array) {
  const newNode = (): Node => ({ next: new Map(), ends: none, state: 0 });
  const root = newNode();
  const nodes = [root];
  const endOf = (text: string): Node => {
    let node = root;
    for (let at = 0; at < text.length; at += 1) {
      const step = classes[text.charCodeAt(at)] ?? 0;
      const child = node.next.get(step) ?? newNode();
      if (!node.next.has(step)) nodes.push(child);
      node.next.set(step, child);
      node = child;
    }
    return node;
  };
  const newline = endOf(NEWLINE);
  for (const [place, text] of texts.entries()) {
    const end = endOf(text);
    end.ends = [...end.ends, place];
  }
  return { nodes, newline };
}

/** The shorter ones first, each with its fallback, and with what ends there. */
function inBreadth([root, ...others]: readonly Node[]): readonly Node[] {
  if (root === undefined) return others;
  const queue = [root];
  for (const node of queue) {
    for (const [step, child] of node.next) {
      child.fallback = after(node.fallback, step) ?? root;
      child.ends = [...child.ends, ...child.fallback.ends];
      queue.push(child);
    }
  }
  return queue;
}

function after(from: Node | undefined, step: number): Node | undefined {
  let node = from;
  while (node !== undefined && !node.next.has(step)) node = node.fallback;
  return node?.next.get(step);
}

/** Where no text goes on, the step is that of the fallback, whose row is made before. */
function stepsOf(nodes: readonly Node[], width: number): Uint16Array {
  const steps = new Uint16Array(nodes.length * width);
  for (const { state, fallback, next } of nodes) {
    const row = state * UNIT;
    if (fallback !== undefined) steps.copyWithin(row, fallback.state * UNIT, fallback.state * UNIT + width);
    for (const [step, child] of next) steps[row + step] = child.state;
  }
  return steps;
}
