import type { ShellStep } from './shell-words.ts';

/** A function that a script defines. */
export interface ScriptFunction {
  readonly name: string;
  /** The parts between its braces. */
  readonly body: readonly ShellStep[];
  /** The index of its last part. */
  readonly last: number;
}

/** The function whose definition starts at a part of a script: `name() { …; }`, `function name { …; }`. Undefined if none starts there, or if it has no end. */
export function functionAt(parts: readonly ShellStep[], at: number): ScriptFunction | undefined {
  const head = headAt(parts, at);
  if (head === undefined) return undefined;
  const { name, from, first } = head;
  const [opener, ...words] = first.words;
  if (opener !== '{') return undefined;
  const end = braceEnd(parts, from);
  if (end < 0) return undefined;
  return { name, body: [{ ...first, words }, ...parts.slice(from + 1, end)], last: end };
}

interface Head {
  readonly name: string;
  /** The part with the opening brace, and its words from there. */
  readonly from: number;
  readonly first: ShellStep;
}

function headAt(parts: readonly ShellStep[], at: number): Head | undefined {
  const part = parts[at];
  const [keyword, second, ...more] = part?.words ?? [];
  if (part === undefined || keyword === undefined) return undefined;
  const isNamed = part.operator === '(' && parts[at + 1]?.operator === ')' && parts[at + 1]?.words.length === 0;
  const name = keyword === 'function' ? second : keyword;
  if (name === undefined || (keyword !== 'function' && (!isNamed || second !== undefined))) return undefined;
  if (more.length > 0) return { name, from: at, first: { ...part, words: more } };
  const rest = isNamed ? at + 2 : at + 1;
  const from = parts[rest]?.words.length === 0 && parts[rest]?.operator === '\n' ? rest + 1 : rest;
  const first = parts[from];
  return first && { name, from, first };
}

const NO_PART: ShellStep = { words: [], operator: '' };

/** The index of the part that closes the brace; -1 if none does. */
function braceEnd(parts: readonly ShellStep[], from: number): number {
  let depth = 0;
  for (let at = from; at < parts.length; at += 1) {
    const { words } = parts[at] ?? NO_PART;
    if (words.includes('{')) depth += 1;
    if (words[0] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
