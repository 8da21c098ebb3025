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

/** The lines of a text that begin at a byte and before another, at which one begins or the text ends. */
export const passageIn = (text: TextLines, from: number, to: number): Passage => ({
  back(isEnough) {
    for (let end = to; end > from; ) {
      const start = end - 2 < from ? from : Math.max(from, text.bytes.lastIndexOf(NEWLINE, end - 2) + 1);
      if (isEnough(text.line(start, end - 1))) return;
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
