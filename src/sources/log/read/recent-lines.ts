import { LINES_BEFORE, MAX_TRACE_LINES } from '../traces/parse-exception.ts';

/** Lines of several programs may alternate, each with its own head of a trace. */
export const MOST_RECENT = 4 * LINES_BEFORE;

/** After so many empty lines one more changes nothing: no trace goes on over them, and no head is above them. */
export const MOST_EMPTY = 2 * MAX_TRACE_LINES;

/** Of lines that say nothing themselves the last ones, which a trace that begins behind them may need: its head is among them. */
export function recentLines(lines: readonly string[]): readonly string[] {
  let plain = 0;
  let from = lines.length;
  while (from > 0 && lines.length - from < MOST_RECENT && plain < LINES_BEFORE) {
    from -= 1;
    if (!mayBeLabelled(lines[from] ?? '')) plain += 1;
  }
  return lines.slice(from);
}

/** What a process manager puts before a line ends with one of these. */
const mayBeLabelled = (line: string): boolean => line.includes('|') || line.includes(']');
