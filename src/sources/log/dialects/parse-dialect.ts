import type { LogEvent } from '../../../core/facts/log-event.ts';

/**
 * The words of one program, or of many about one matter, as single lines of a log hold them.
 * A line that only quotes such words is none of the dialect: `parse` gives undefined for it.
 */
export interface Dialect<Event extends LogEvent = LogEvent> {
  /**
   * What to search the raw output for: a line without any of these is none that `parse` understands. ASCII, at most MAX_NEEDLE bytes
   * where it matters, and without flags. Each line begins after a newline.
   */
  readonly needles: RegExp;
  /** What the line says, which is readable (neutralise.ts) and has no line end; undefined for every other line. */
  parse(line: string): Event | undefined;
  /** The program is one that passes on the lines of others with a prefix, and writes its own lines with one too: they are read with it. */
  readonly ownsPrefix?: true;
}

/** No match of a needle that matters is longer, in bytes. */
export const MAX_NEEDLE = 64;
