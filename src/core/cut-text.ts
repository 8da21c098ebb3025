/** The start of a text: at most `most` UTF-16 units, and never part of a character that is several of them. */
export function startOf(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, characterAt(text, most).start);
}

/** The end of a text, as `startOf`. */
export function endOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const at = text.length - most;
  const { start, end } = characterAt(text, at);
  return text.slice(start === at ? at : end);
}

/** A text without its middle: at most `most` UTF-16 units, with an ellipsis where it was cut. */
export function withoutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - 1) / 2);
  return `${startOf(text, most - 1 - half)}…${endOf(text, half)}`.toWellFormed();
}

/** No character that a program prints is longer. Without a limit, a text that consists of accents would be one. */
const LONGEST = 32;

/** Where the character around this index starts and ends. An emoji may be many code points. */
function characterAt(text: string, index: number): { readonly start: number; readonly end: number } {
  const from = Math.max(0, index - LONGEST);
  const part = text.slice(from, index + LONGEST);
  const found = new Intl.Segmenter().segment(part).containing(index - from);
  if (found === undefined) return { start: index, end: index };
  return { start: from + found.index, end: from + found.index + found.segment.length };
}
