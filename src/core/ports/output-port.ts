import type { Instant } from '../clock.ts';
import type { LogOrigin } from '../facts/log-event.ts';

/** A line of the app's output, redacted and cut for callers. */
export interface OutputLine {
  /** When the agent read the end of the line. */
  readonly at: Instant;
  readonly origin: LogOrigin;
  readonly text: string;
}

/** The end of the app's output. */
export interface LastOutput {
  /** Oldest first, with unfinished lines last. */
  readonly lines: readonly OutputLine[];
  /** Whether there were more lines before them. */
  readonly isCut: boolean;
}

/** Returns the last lines, at most `count`. */
export type ReadOutput = (count: number) => LastOutput;

/** Gives callers access to the app's output, even before it can be read. */
export function outputPort(): { readonly read: ReadOutput; connect(read: ReadOutput): void } {
  let read: ReadOutput = () => ({ lines: [], isCut: false });
  return {
    read: (count) => read(count),
    connect(given) {
      read = given;
    },
  };
}
