import { LINES_BEFORE, MAX_TRACE_LINES } from '../traces/parse-exception.ts';
import { ownText } from './own-text.ts';
import { type Passage, passageOf } from './passage.ts';

/** Lines of several programs may alternate, each with its own head of a trace. */
export const MOST_RECENT = 4 * LINES_BEFORE;

/** After this many empty lines, one more changes nothing: no trace continues over them, and no head is above them. */
export const MOST_EMPTY = 2 * MAX_TRACE_LINES;

/** The prefix of a line and the line itself, as far as a trace needs it. */
const LINE_CHARACTERS = 4_096;

/**
 * The last of the lines without events, because a trace that starts after them may have its head among them.
 * `kept` is the result for the lines before. The result shares no memory with other texts.
 */
export function recentLines(kept: readonly string[], passages: readonly Passage[]): readonly string[] {
  const lines: string[] = [];
  let plain = 0;
  const isEnough = (): boolean => lines.length >= MOST_RECENT || plain >= LINES_BEFORE;
  const add = (line: string): boolean => {
    lines.push(line);
    if (!mayBeLabelled(line)) plain += 1;
    return isEnough();
  };
  for (let at = passages.length - 1; at >= 0 && !isEnough(); at -= 1) {
    passages[at]?.back((line) => add(ownText(line.slice(0, LINE_CHARACTERS))));
  }
  if (!isEnough()) passageOf(kept).back(add);
  return lines.reverse();
}

/** A process manager's prefix ends with one of these. */
const mayBeLabelled = (line: string): boolean => line.includes('|') || line.includes(']');
