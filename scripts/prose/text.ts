/** Where a person reads a text. A title is that of a test; a catalogue text is a diagnosis as the catalogue shows it. */
export type Kind = 'comment' | 'string' | 'title' | 'markdown' | 'catalogue';

/** One paragraph, list item, table cell, string or comment. */
export interface Text {
  /** A path from the root of the tree. */
  readonly file: string;
  readonly kind: Kind;
  readonly text: string;
  /** Where each line of the file begins in the text: the first at 0. */
  readonly lines: readonly LineStart[];
}

interface LineStart {
  readonly at: number;
  readonly line: number;
}

/** A piece of a text, and the line of the file that it is on. */
export interface Piece {
  readonly line: number;
  readonly text: string;
}

/** Joins pieces to one text. Lines are joined with a blank, parts of a string with nothing. */
export function textOf(file: string, kind: Kind, pieces: readonly Piece[], glue = ' '): Text {
  const lines: LineStart[] = [];
  let text = '';
  for (const piece of pieces) {
    if (text !== '') text += glue;
    lines.push({ at: text.length, line: piece.line });
    text += piece.text;
  }
  return { file, kind, text, lines };
}

/** The line of the file that holds the character at an index of the text. */
export const lineAt = ({ lines }: Pick<Text, 'lines'>, index: number): number =>
  lines.findLast(({ at }) => at <= index)?.line ?? 1;

/** The number of the line that holds a character of a file, from 1. */
export const lineNumbers = (source: string): ((index: number) => number) => {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return (index) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    return low + 1;
  };
};
