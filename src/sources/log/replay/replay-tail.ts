import type { LogLine } from '../../../core/facts/log-event.ts';
import { ownText } from '../read/own-text.ts';
import type { Passage } from '../read/passage.ts';

const KEPT_LINES = 40;
/** Many passages of one line each are merged. */
const MOST_ADDED = 128;
const LINE_CHARACTERS = 8 * 300;

type Line = Pick<LogLine, 'origin' | 'text'>;

/** The end of a log: its last forty lines that are not blank. */
export interface ReplayTail {
  add(lines: Passage<Line>): void;
  /** Copies what is kept, so it no longer shares memory with longer texts. */
  settle(): void;
  readonly lines: readonly LogLine[];
}

export function createReplayTail(): ReplayTail {
  let lines: readonly LogLine[] = [];
  let added: Passage<Line>[] = [];

  return {
    add(passage) {
      added.push(passage);
      if (added.length >= MOST_ADDED) settle();
    },
    settle,
    get lines() {
      return lines;
    },
  };

  function settle(): void {
    lines = [...lines, ...lastLines(added)].slice(-KEPT_LINES);
    added = [];
  }
}

function lastLines(passages: readonly Passage<Line>[]): readonly LogLine[] {
  const lines: LogLine[] = [];
  const isEnough = (): boolean => lines.length >= KEPT_LINES;
  for (let at = passages.length - 1; at >= 0 && !isEnough(); at -= 1) {
    passages[at]?.back(({ origin, text }) => {
      if (!isBlank(text)) lines.push({ origin, text: ownText(text.slice(0, LINE_CHARACTERS)) });
      return isEnough();
    });
  }
  return lines.reverse();
}

/** Most lines start with a visible character. */
export function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && text.trim() === '';
}
