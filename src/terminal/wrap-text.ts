/**
 * Breaks a text at blanks into lines of at most `width` characters. Lines after the first are indented. A longer word stays whole, unless
 * `isStrict`, so it can be copied.
 */
export function wrapText(text: string, width: number, indent = '', isStrict = false): string {
  const lines: string[] = [];
  const words = isStrict ? text.split(' ').flatMap((word) => pieces(word, width)) : text.split(' ');
  // Blanks at the beginning are an indent of the text itself.
  const first = words.findIndex((word) => word !== '');
  let line = words.slice(0, Math.max(0, first) + 1).join(' ');
  for (const word of words.slice(Math.max(0, first) + 1)) {
    const isFull = lengthOf(line) + 1 + lengthOf(word) > width;
    if (isFull) lines.push(line);
    line = isFull ? indent + word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

function pieces(word: string, width: number): readonly string[] {
  const characters = [...word];
  const count = Math.max(1, Math.ceil(characters.length / width));
  return Array.from({ length: count }, (_, i) => characters.slice(i * width, (i + 1) * width).join(''));
}

const lengthOf = (text: string): number => [...text].length;
