import { HIDDEN } from './hidden.ts';
import { createSwitchReader } from './switches.ts';

/** A list of quoted words, as Python, Node, Go and JSON print a command line. */
const LISTED = /\[\s{0,8}(?:(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')(?:\s{0,8},\s{0,8}|\s{1,8}|(?=\])))+\]/g;
const QUOTED = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** Hides the values of secret options in a list of words: `['mysql', '-pX']`, `["app", "--token", "X"]`. */
export const hideListed = (text: string): string =>
  text.includes('[') && /["']-/.test(text) ? text.replace(LISTED, inList) : text;

function inList(list: string): string {
  const reader = createSwitchReader();
  const last = list.match(QUOTED)?.length ?? 0;
  let count = 0;
  return list.replace(QUOTED, (whole) => {
    count += 1;
    const word = whole.slice(1, -1);
    const cut = reader.next(word, count === last, true);
    return cut === undefined || word.includes(HIDDEN) ? whole : whole[0] + word.slice(0, cut.from) + HIDDEN + whole[0];
  });
}
