import type { LogEvent } from '../../../core/facts/log-event.ts';

/**
 * The words of one program, or of many about one matter, as single lines of a log hold them.
 * A line that only quotes such words is none of the dialect: `parse` gives undefined for it.
 */
export interface Dialect<Event extends LogEvent = LogEvent> {
  /**
   * What to search the raw output for: a line without any of these is none that `parse` understands. Without flags; each line begins
   * after a newline. Each alternative must need a text of two ASCII characters or more, which is what the search looks for first.
   */
  readonly needles: RegExp;
  /** What the line says, which is readable (neutralise.ts) and has no line end; undefined for every other line. */
  parse(line: string): Event | undefined;
  /** The program is one that passes on the lines of others with a prefix, and writes its own lines with one too: they are read with it. */
  readonly ownsPrefix?: true;
}

/** The source of a pattern, for needles: where a line begins, or its text behind what a process manager put before it. */
export const LINE_START = '(?:\\n|\\| ?|\\] )';
