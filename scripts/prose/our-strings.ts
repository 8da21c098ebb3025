import type { FoundString } from './typescript-texts.ts';
import { VALUE } from './typescript-texts.ts';

/** Calls whose strings are searched for in the output of other programs, or are commands. */
const SEARCHES =
  /^(?:RegExp|includes|startsWith|endsWith|indexOf|lastIndexOf|split|replace|replaceAll|has|get|test|match|matchAll|exec|spawn|spawnSync|exec|execFile|execFileSync|execSync)$/;
/** Folders whose strings are the words of other programs. Only verdicts and errors are ours there. */
const OF_OTHERS = /^(?:src\/(?:sources\/log|rules\/lines)\/|scripts\/bench\/saved-logs)/;
const OURS_THERE = /^(?:verdict|\w*Error|warn|error|info|debug)$/;
/** The title of a diagnosis is its name. */
const RULES = /^src\/rules\//;
/** A regular expression, or a piece of a program. */
const CODE = /=>|\{ |\);|\\[bdsSwW]|\(\?[:<=!]|\[\^|\.[*+?{]|\{\d,\d/;
const TEST_TITLES = /^(?:test|it|describe|each|skipIf|runIf|only|skip|concurrent)$/;

/** Whether a string of `src`, `scripts` or `examples` is a sentence, or part of one, that we wrote. */
export function isOurs(file: string, { pieces, around, property, before, after }: FoundString): boolean {
  if (property === 'title' && RULES.test(file)) return false;
  const [call = ''] = around;
  if (SEARCHES.test(call) || around.includes('RegExp') || around.some((name) => /^examples?(?:[A-Z]|$)/.test(name)))
    return false;
  if (/^(?:[!=]==?|case|\.|from|import)$/.test(before) || /^[!=]==?$/.test(after)) return false;
  if (OF_OTHERS.test(file) && !OURS_THERE.test(call)) return false;
  return isProse(pieces.map(({ text }) => text).join(''));
}

/** Whether a string is the title of a test. */
export const isTitle = ({ around: [call = ''], before }: FoundString): boolean =>
  before === '(' && TEST_TITLES.test(call);

/** A list of names has few of these. */
const SENTENCE_WORD =
  /\b(?:an?|and|are|as|at|by|for|from|has|in|is|it|its|no|not|of|on|or|than|that|the|this|to|was|with)\b/gi;

/** How much of a sentence at least is small words, and how much is words without signs. */
const LEAST_SMALL = 0.08;
const LEAST_PLAIN = 0.6;

/** A list of at least 40 words. No sentence is that long without a sign. */
const WORD_LIST = /^\s*(?:[a-z'-]+\s+){39,}[a-z'-]+\s*$/;

/** Whether a text is a sentence or part of one: at least four words, most of them plain. */
export function isProse(text: string): boolean {
  if (CODE.test(text) || WORD_LIST.test(text)) return false;
  const words = text.split(/\s+/).filter((word) => word !== '');
  const plain = words.filter(
    (word) => word.includes(VALUE) || /^["'(`]?[A-Za-z]+(?:[-'][A-Za-z]+)*[.,:;)"'`?!]*$/.test(word),
  );
  const small = text.match(SENTENCE_WORD)?.length ?? 0;
  return words.length >= 4 && small >= words.length * LEAST_SMALL && plain.length >= words.length * LEAST_PLAIN;
}
