import type { LogEvent } from '../../../core/facts/log-event.ts';

/**
 * The messages of one program, or of many programs about one matter, as single log lines.
 * `parse` returns undefined for a line that only quotes them.
 */
export interface Dialect<Event extends LogEvent = LogEvent> {
  /**
   * The pattern to search the raw output for: a line without a match means nothing to `parse`. No flags; each line starts after a newline.
   * Each alternative needs a text of two ASCII characters or more, which the search looks for first.
   */
  readonly needles: RegExp;
  /** The meaning of the line, which is readable (neutralise.ts) and has no line ending; undefined for every other line. */
  parse(line: string): Event | undefined;
  /**
   * The program forwards other programs' lines with a prefix and puts one before its own lines too, so the prefix is part of the pattern.
   */
  readonly ownsPrefix?: true;
}

/** For needles, the pattern of a line's start, or of its text after a process manager's prefix. */
export const LINE_START = '(?:\\n|\\| ?|\\] )';
