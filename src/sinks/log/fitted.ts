import { shortCommand } from '../../core/facts/short-command.ts';

/** Characters of a message: with level and code before it a line of text has 300 at most. */
const MOST = 258;
/** The fix gets this much where the sentence before it is long. */
const LEAST_FIX = 90;
/** Command lines are cut to this before anything else is. */
const SHORT_COMMAND = 56;
const MARK = ' Fix: ';

/**
 * What is wrong and the fix as one message of at most 258 characters. A longer message loses the middles of its command lines first, then the
 * end of the fix, then the middle of its sentence. Values and what was expected of them are at the ends, so they stay.
 */
export function fitted(what: string, fix: string): string {
  const whole = joined(what, fix);
  if (whole.length <= MOST) return whole;
  const short = joined(withShortCommands(what), fix);
  if (short.length <= MOST) return short;
  const room = MOST - MARK.length;
  const sentence = cutMiddle(withShortCommands(what), room - Math.min(fix.length, LEAST_FIX));
  return joined(sentence, cutEnd(fix, room - sentence.length));
}

const joined = (what: string, fix: string): string => (fix === '' ? what : `${what}${MARK}${fix}`);

const withShortCommands = (text: string): string =>
  text.replace(/`([^`]+)`/g, (whole, code: string) =>
    code.length > SHORT_COMMAND && code.includes(' ') ? `\`${shortCommand(code, SHORT_COMMAND)}\`` : whole,
  );

/** Cut at a blank on either side of the middle; the end gets a little more, because it holds what was expected or said. */
export function cutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - 3) / 2);
  const head = text.slice(0, half);
  const tail = text.slice(text.length - half);
  const headEnd = head.lastIndexOf(' ');
  const tailStart = tail.indexOf(' ');
  const isBroken = (at: number): boolean => at < 0 || at > half;
  return `${(isBroken(headEnd) || headEnd < half / 2 ? head : head.slice(0, headEnd)).toWellFormed()} … ${(isBroken(tailStart) || tailStart > half / 2 ? tail : tail.slice(tailStart + 1)).toWellFormed()}`;
}

const CUT = ' …';

/** Cut where a clause ends, never within quoted code or brackets, because half a command does not fix anything. */
function cutEnd(text: string, most: number): string {
  if (text.length <= most) return text;
  const room = most - CUT.length;
  const places = (pattern: RegExp): readonly number[] =>
    [...text.slice(0, room + 2).matchAll(pattern)]
      .map(({ index }) => index)
      .filter((at) => at <= room && isClosed(text.slice(0, at)));
  const clause = places(/[.:;,](?= )| (?=\(|or |and |which |so |then |if |where )|(?<=`)(?= )/g).at(-1) ?? 0;
  const at = clause > most / 2 ? clause : (places(/ /g).at(-1) ?? clause);
  return `${text.slice(0, at).replace(/[\s:;,.]+$/, '')}${CUT}`.trimStart();
}

const isClosed = (text: string): boolean => text.split('`').length % 2 === 1 && !/\([^)]*$/.test(text);
