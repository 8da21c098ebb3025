import { LINES_BEFORE, MAX_TRACE_LINES } from '../traces/parse-exception.ts';
import { ownText } from './own-text.ts';
import { type Passage, passageOf } from './passage.ts';

/** Lines of several programs may alternate, each with its own head of a trace. */
export const MOST_RECENT = 4 * LINES_BEFORE;

/** After so many empty lines one more changes nothing: no trace goes on over them, and no head is above them. */
export const MOST_EMPTY = 2 * MAX_TRACE_LINES;

/** What stands before a line and the line itself, as far as a trace needs it. */
const LINE_CHARACTERS = 4_096;

/**
 * Of lines that say nothing themselves the last ones, which a trace that begins behind them may need: its head is among them.
 * `kept` are those that were given before. What is given shares memory with no other text.
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

/** What a process manager puts before a line ends with one of these. */
const mayBeLabelled = (line: string): boolean => line.includes('|') || line.includes(']');
