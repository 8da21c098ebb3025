import type { TextLines } from '../search/text-lines.ts';

/** A sequence of lines of which callers seldom need more than the last few. */
export interface Passage<Line = string> {
  /** Passes lines from the last one backward, until one is enough. */
  back(isEnough: (line: Line) => boolean): void;
}

export const passageOf = <Line>(lines: readonly Line[]): Passage<Line> => ({
  back(isEnough) {
    // `as`: the index is within the list.
    for (let at = lines.length - 1; at >= 0; at -= 1) if (isEnough(lines[at] as Line)) return;
  },
});

const NEWLINE = 0x0a;

/** The lines of a text between two offsets, both at line boundaries; `lineOf` makes a line from its text. */
export const passageIn = <Line>(
  text: TextLines,
  from: number,
  to: number,
  lineOf: (text: string) => Line,
): Passage<Line> => ({
  back(isEnough) {
    const { bytes } = text;
    for (let end = to; end > from; ) {
      let start = end - 1;
      // For most lines, searching with the buffer's method costs more.
      while (start > from && bytes[start - 1] !== NEWLINE) start -= 1;
      if (isEnough(lineOf(text.line(start, end - 1)))) return;
      end = start;
    }
  },
});

/** All lines, in order. */
export function linesOf<Line>(passage: Passage<Line>): readonly Line[] {
  const lines: Line[] = [];
  passage.back((line) => {
    lines.push(line);
    return false;
  });
  return lines.reverse();
}
