import { startOf, withoutMiddle } from '../../core/cut-text.ts';
import { shortCommand } from '../../core/facts/short-command.ts';

/** Characters of a message: with level and code before it a line of text has 300 at most. */
const MOST = 258;
/** The fix gets this much where the sentence before it is long. */
const LEAST_FIX = 60;
/** Quoted commands are cut to these, one after the other, before anything else is. */
const COMMAND_LENGTHS = [56, 40, 24];
const SHORTEST_COMMAND = 24;
/** A longer path or URL outside a command is cut in its middle. */
const LONGEST_WORD = 48;
const MARK = ' Fix: ';
const CUT = '…';

/**
 * What is wrong and the fix as one message of at most 258 characters. A longer message first loses the middles of the commands that it quotes.
 * Then it loses the further sentences of the fix, and the ends of quoted log lines. Only after that it is cut at its end.
 */
export function fitted(what: string, fix: string): string {
  for (const most of [Number.POSITIVE_INFINITY, ...COMMAND_LENGTHS]) {
    const message = joined(withShortCommands(what, most), withShortCommands(fix, most, what));
    if (message.length <= MOST) return message;
  }
  const step = firstSentence(withShortCommands(fix, SHORTEST_COMMAND, what));
  const room = MOST - (step === '' ? 0 : MARK.length);
  const sentence = shortSentence(withShortCommands(what, SHORTEST_COMMAND), room - Math.min(step.length, LEAST_FIX));
  return joined(sentence, cutEnd(step, room - sentence.length));
}

const joined = (what: string, fix: string): string => (fix === '' ? what : `${what}${MARK}${fix}`);

/** Quoted code. A quoted log line may hold a lone backtick: Ruby writes "undefined method `each' for nil". */
const CODE = /(?<![^\s("'])`([^`]*[^`\s])`(?!\w)/g;

/** Cuts the quoted commands, all of them or those that `other` quotes too. What a fix says to write stays whole. */
const withShortCommands = (text: string, most: number, other?: string): string =>
  text.replace(CODE, (whole, code: string) =>
    code.length <= most || other?.includes(whole) === false ? whole : `\`${shortCode(code, most)}\``,
  );

const shortCode = (code: string, most: number): string =>
  withoutMiddle(shortCommand(code, most), most).replace(/…+/g, CUT);

function firstSentence(text: string): string {
  const end = placesOf(text, /\.(?= [A-Z`])/g)[0];
  return end === undefined ? text : text.slice(0, end + 1);
}

/** Cuts the ends of what the sentence quotes, the longest first, then the sentence's own end. */
function shortSentence(text: string, most: number): string {
  let short = text.length <= most ? text : shortWords(text);
  for (const pattern of QUOTATIONS) {
    const [longest] = quotations(short, pattern).toSorted((a, b) => b.length - a.length);
    if (short.length <= most) return short;
    if (longest === undefined || longest.length <= LEAST_QUOTED) continue;
    const kept = cutEnd(longest, Math.max(LEAST_QUOTED, longest.length - (short.length - most)));
    short = short.replace(longest, () => kept).replace(/…\.$/, CUT);
  }
  return cutEnd(short, most);
}

/** Paths and URLs are ASCII. Chinese is written without blanks. */
const shortWords = (text: string): string => text.replace(/[!-~]+/g, (word) => withoutMiddle(word, LONGEST_WORD));

const LEAST_QUOTED = 30;
/** What a program has written, in a sentence of ours: in quotes, in brackets, or after a colon and before the place in the source. */
const QUOTATIONS = [
  /(?<=[\s(]")[^"]+(?=")/g,
  /(?<= \()[^()]+(?=\))/g,
  /(?<=: ).+?(?= \([^()]* line \d+[^()]*\)|\.?$)/g,
];

/** A quote or bracket within code does not start a quotation. */
const quotations = (text: string, pattern: RegExp): readonly string[] =>
  [...text.replace(CODE, (code) => code.replace(/["():]/g, '_')).matchAll(pattern)].map(({ index, 0: found }) =>
    text.slice(index, index + found.length),
  );

/** Cut where a clause ends, or at a blank, never within quoted code or brackets, because half a command does not fix anything. */
function cutEnd(text: string, most: number): string {
  if (text.length <= most) return text;
  const room = Math.max(0, most - CUT.length - 1);
  const last = (pattern: RegExp): number => placesOf(text, pattern).findLast((at) => at <= room) ?? 0;
  const clause = last(/[.:;,](?= )| (?=\(|or |and |which |so |then |if |where )|(?<=`)(?= )/g);
  const word = clause > most / 2 ? clause : last(/ /g);
  const kept = word > most / 2 ? text.slice(0, word) : startOf(text, outsideCode(text, room));
  return `${kept.replace(/[\s:;,.]+$/, '')} ${CUT}`.trimStart();
}

/** Where the pattern matches outside of quoted code and of brackets. */
const placesOf = (text: string, pattern: RegExp): readonly number[] => {
  const closed = [...text.matchAll(CODE), ...text.matchAll(/\([^()]*\)/g)];
  const isOutside = (at: number): boolean =>
    closed.every(({ index, 0: whole }) => at <= index || at >= index + whole.length);
  return [...text.matchAll(pattern)].map(({ index }) => index).filter(isOutside);
};

const outsideCode = (text: string, at: number): number =>
  [...text.matchAll(CODE)].find(({ index, 0: whole }) => index < at && at < index + whole.length)?.index ?? at;
