/** Breaks a text at blanks into lines of at most `width` characters; a word that is longer stays whole. Lines after the first are indented. */
export function wrapText(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  const words = text.split(' ');
  // Blanks at the beginning are an indent of its own.
  const first = words.findIndex((word) => word !== '');
  let line = words.slice(0, Math.max(0, first) + 1).join(' ');
  for (const word of words.slice(Math.max(0, first) + 1)) {
    const isFull = lengthOf(line) + 1 + lengthOf(word) > width;
    if (isFull) lines.push(line);
    line = isFull ? indent + word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

const lengthOf = (text: string): number => [...text].length;
