import { endOf, startOf } from '../cut-text.ts';
import { nameOf } from './program-kinds.ts';

const MOST = 120;
const MOST_WORD = 40;

/**
 * A command line as a sentence quotes it, at most `most` characters. Expects a redacted command.
 * A longer one loses its program's directories first, then the middles of long words, then words in its middle; never its script's name.
 */
export function shortCommand(command: string, most = MOST): string {
  if (command.length <= most) return command;
  const [program = '', ...rest] = command.trim().split(/\s+/);
  const words = [nameOf(program), ...rest];
  const line = words.join(' ');
  if (line.length <= most) return line;
  const short = words.map(shortWord);
  const shown = short.join(' ');
  return shown.length <= most ? shown : withoutMiddleWords(short, most);
}

const END_OF_WORD = 28;

/** `/app/releases/20260101/lib/desk.js` keeps its end; an option keeps its name too. */
function shortWord(word: string): string {
  if (word.length <= MOST_WORD) return word;
  const end = endOf(word, END_OF_WORD);
  const slash = end.indexOf('/');
  const start = word.startsWith('/') ? '' : startOf(word, MOST_WORD - END_OF_WORD - 1);
  return `${start}…${slash >= 0 && slash < END_OF_WORD / 2 ? end.slice(slash) : end}`.toWellFormed();
}

/** Keeps the first and last words, and the script wherever it is; each gap becomes an ellipsis. */
function withoutMiddleWords(words: readonly string[], most: number): string {
  const indexes = [...words.keys()];
  const script = words.findIndex(isScript);
  const first = new Set(script < 0 ? [0] : [0, script]);
  const front = keep(first, indexes, words, Math.floor((most * 2) / 3));
  const kept = keep(front, indexes.toReversed(), words, most);
  return indexes
    .filter((index) => kept.has(index) || kept.has(index - 1))
    .map((index) => (kept.has(index) ? words[index] : '…'))
    .join(' ');
}

/** Adds these indexes, in order, while the words fit. */
function keep(
  kept: ReadonlySet<number>,
  indexes: readonly number[],
  words: readonly string[],
  most: number,
): ReadonlySet<number> {
  const all = new Set(kept);
  let length = GAPS + [...all].reduce((sum, index) => sum + (words[index]?.length ?? 0) + 1, 0);
  for (const index of indexes.filter((each) => !all.has(each))) {
    length += (words[index]?.length ?? 0) + 1;
    if (length > most) break;
    all.add(index);
  }
  return all;
}

/** At most two ellipses with their blanks: one on each side of a script in the middle. */
const GAPS = 4;

/** A file that a runtime runs, not a file that an option names. */
const isScript = (word: string, index: number, words: readonly string[]): boolean =>
  index > 0 && SCRIPT.test(word) && !NAMES_FILE.test(words[index - 1] ?? '');

const SCRIPT = /^[^-].*\.(?:[cm]?[jt]sx?|py|rb|ru|php|pl|jar|sh|exs?|dll)$/;
const NAMES_FILE = /^(?:-r|--require|--import|--loader|-cp|-classpath|-c|--config|--preload)$/;
