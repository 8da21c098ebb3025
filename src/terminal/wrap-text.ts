import { charactersOf, displayWidth } from './display-width.ts';

/**
 * Breaks a text at blanks into lines of at most `width` columns. Lines after the first are indented. A longer word stays whole, unless
 * `isStrict`, so it can be copied. A script that is written without blanks, such as Chinese, breaks anywhere.
 */
export function wrapText(text: string, width: number, indent = '', isStrict = false): string {
  const lines: string[] = [];
  // Blanks at the beginning are an indent of the text itself.
  let line = /^ */.exec(text)?.[0] ?? '';
  let isEmpty = true;
  for (const word of text.slice(line.length).split(' ')) {
    const [start = '', ...more] = isStrict || isWide(word) ? pieces(word, width - indent.length) : [word];
    const isFull = !isEmpty && displayWidth(line) + 1 + displayWidth(start) > width;
    if (isFull) lines.push(line);
    line = isFull ? indent + start : `${line}${isEmpty ? '' : ' '}${start}`;
    isEmpty = false;
    for (const piece of more) {
      lines.push(line);
      line = indent + piece;
    }
  }
  return [...lines, line].join('\n');
}

const isWide = (word: string): boolean => displayWidth(word) > charactersOf(word).length;

/** A word in pieces of at most `width` columns. */
function pieces(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  let columns = 0;
  for (const character of charactersOf(word)) {
    const more = displayWidth(character);
    if (piece !== '' && columns + more > width) {
      found.push(piece);
      piece = '';
      columns = 0;
    }
    piece += character;
    columns += more;
  }
  return [...found, piece];
}
