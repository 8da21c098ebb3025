import type { LogLine } from '../../../core/facts/log-event.ts';
import { ownText } from '../read/own-text.ts';

const KEPT_LINES = 20;
const LINE_CHARACTERS = 8 * 300;

/** The end of a log: its last twenty to forty lines that are not blank. */
export interface ReplayTail {
  /** `line` may have more members. */
  add(line: Pick<LogLine, 'origin' | 'text'>): void;
  /** What is kept shares memory with no longer text any more. */
  settle(): void;
  readonly lines: readonly LogLine[];
}

export function createReplayTail(): ReplayTail {
  let lines: Pick<LogLine, 'origin' | 'text'>[] = [];
  let settled = 0;

  return {
    add(line) {
      lines.push(line);
      if (lines.length <= 2 * KEPT_LINES) return;
      settled = Math.max(0, settled - (lines.length - KEPT_LINES));
      lines = lines.slice(-KEPT_LINES);
    },
    settle() {
      const kept = lines
        .slice(settled)
        .map(({ origin, text }) => ({ origin, text: ownText(text.slice(0, LINE_CHARACTERS)) }));
      lines = [...lines.slice(0, settled), ...kept];
      settled = lines.length;
    },
    get lines() {
      return lines;
    },
  };
}
