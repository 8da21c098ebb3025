import { type ShellStep, shellParts } from './shell-words.ts';

/**
 * The parts of a script between its operators. Text that only looks like an operator does not split a part: `[[ a && b ]]`, `((n < 5))`, `A=(b c)`.
 * The commands in `<(…)` and `>(…)` are left out. Bounded as `shellParts` is.
 */
export function joinedParts(text: string): readonly ShellStep[] {
  const parts = shellParts(text);
  const joined: ShellStep[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? NONE;
    const { step, last } = testAt(parts, at, part) ?? bracketAt(parts, at, part) ?? { step: part, last: at };
    joined.push(step);
    at = last;
  }
  return joined;
}

const NONE: ShellStep = { words: [], operator: '' };

interface Joined {
  readonly step: ShellStep;
  /** The index of the last part in it. */
  readonly last: number;
}

const MAX_TEST = 32;

/** `[[ … ]]`, where operators belong to the test. */
function testAt(parts: readonly ShellStep[], at: number, { words }: ShellStep): Joined | undefined {
  if (!words.includes('[[') || words.includes(']]')) return undefined;
  const end = parts.slice(at, at + MAX_TEST).findIndex((each) => each.words.includes(']]'));
  const last = at + end;
  return end < 0
    ? undefined
    : { step: { words: wordsOf(parts, at, last), operator: parts[last]?.operator ?? '' }, last };
}

const OPENERS = /^(?:if|then|elif|else|while|until|do|!|\{)$/;

/** An opening parenthesis that opens neither a subshell nor a function. */
function bracketAt(parts: readonly ShellStep[], at: number, { words, operator }: ShellStep): Joined | undefined {
  const next = parts[at + 1];
  if (operator !== '(' || next === undefined) return undefined;
  const isArithmetic =
    next.operator === '(' && next.words.length === 0 && (words.every(isOpener) || words[0] === 'for');
  if (isArithmetic) return arithmetic(parts, at, words);
  const isFunction = next.operator === ')' && next.words.length === 0;
  if (words.every(isOpener) || isFunction) return undefined;
  const end = closing(parts, at);
  if (end < 0) return undefined;
  const last = (parts[end + 1]?.words.length ?? 1) === 0 ? end + 1 : end;
  const isArray = words.at(-1)?.endsWith('=') === true;
  const own = isArray ? [...words.slice(0, -1), `${words.at(-1)}(${wordsOf(parts, at + 1, end).join(' ')})`] : words;
  const step = { words: own, operator: last > end ? (parts[last]?.operator ?? '') : ';' };
  return bracketAt(parts, last, step) ?? { step, last };
}

const isOpener = (word: string): boolean => OPENERS.test(word);

function arithmetic(parts: readonly ShellStep[], at: number, words: readonly string[]): Joined | undefined {
  const end = closing(parts, at);
  if (end < 0 || (parts[end]?.words.length ?? 1) > 0) return undefined;
  const inner = wordsOf(parts, at + 2, end).join(' ');
  const behind = parts[end + 1];
  const last = behind?.words.length === 0 ? end + 1 : end;
  return { step: { words: [...words, `((${inner}))`], operator: last > end ? (behind?.operator ?? '') : ';' }, last };
}

/** The index of the part that closes the parenthesis; -1 if none does. */
function closing(parts: readonly ShellStep[], from: number): number {
  let depth = 0;
  for (let at = from; at < parts.length; at += 1) {
    const { operator = '' } = parts[at] ?? NONE;
    if (operator === '(') depth += 1;
    if (operator === ')') depth -= 1;
    if (depth === 0 && at > from) return at;
  }
  return -1;
}

const wordsOf = (parts: readonly ShellStep[], from: number, to: number): readonly string[] =>
  parts.slice(from, to + 1).flatMap(({ words }) => words);
