import type { TextLines } from '../search/text-lines.ts';

/** Lines one after another, of which seldom more than the last few are asked for. */
export interface Passage<Line = string> {
  /** Gives them from the last one back, until one is enough. */
  back(isEnough: (line: Line) => boolean): void;
}

export const passageOf = <Line>(lines: readonly Line[]): Passage<Line> => ({
  back(isEnough) {
    // `as`: the place is one of the list.
    for (let at = lines.length - 1; at >= 0; at -= 1) if (isEnough(lines[at] as Line)) return;
  },
});

const NEWLINE = 0x0a;

/** The lines of a text that begin at a byte and before another, at which one begins or the text ends; `lineOf` makes a line of its text. */
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
      // To ask the buffer costs more for most lines.
      while (start > from && bytes[start - 1] !== NEWLINE) start -= 1;
      if (isEnough(lineOf(text.line(start, end - 1)))) return;
      end = start;
    }
  },
});

/** All of them, in their order. */
export function linesOf<Line>(passage: Passage<Line>): readonly Line[] {
  const lines: Line[] = [];
  passage.back((line) => {
    lines.push(line);
    return false;
  });
  return lines.reverse();
}
