import type { Instant } from '../clock.ts';
import type { LogOrigin } from '../facts/log-event.ts';

/** A line of the app's output as callers may read it: redacted and cut. */
export interface OutputLine {
  /** When the agent read its end. */
  readonly at: Instant;
  readonly origin: LogOrigin;
  readonly text: string;
}

/** The end of the app's output. */
export interface LastOutput {
  /** Oldest first; the unfinished ones last. */
  readonly lines: readonly OutputLine[];
  /** Whether there was more before them. */
  readonly isCut: boolean;
}

/** Gives the last lines, so many at most. */
export type ReadOutput = (count: number) => LastOutput;

/** The way of callers to the app's output: they may come before there is anything to read. */
export function outputPort(): { readonly read: ReadOutput; connect(read: ReadOutput): void } {
  let read: ReadOutput = () => ({ lines: [], isCut: false });
  return {
    read: (count) => read(count),
    connect(given) {
      read = given;
    },
  };
}
