import type { LogLine } from '../../core/facts/log-event.ts';

interface Seen {
  readonly exception?: unknown;
  readonly lastLines: readonly LogLine[];
}

/** Where Node threw, as it writes above the line of the source. */
const THROWS_AT = /^((?:file:\/\/)?\/\S{1,500}\.[cm]?js):(\d{1,7})$/;
/** A line of a bundle, of which the tail keeps so many characters at least. */
const LONG = 200;

/**
 * The place at which Node threw, where the log ends with the line of the source that it shows there: in a bundle of one line that fills
 * the pipe, and Node drops the error behind it.
 */
export function cutSource(tail: readonly LogLine[]): string | undefined {
  const lines = tail.filter(({ text }) => text.trim() !== '');
  const [, file, line] = THROWS_AT.exec(lines.at(-2)?.text.trim() ?? '') ?? [];
  return file === undefined || (lines.at(-1)?.text.length ?? 0) < LONG
    ? undefined
    : `${file.replace('file://', '')} line ${line}`;
}

/** Why it ended, as far as such a log tells. */
export const cutSourceWords = (place: string): string =>
  `Node threw in ${place}, and the log ends within the line of the source that it shows before the error`;

/** What to do about it; undefined where the log is whole. */
export const cutSourceStep = ({ exception, lastLines }: Seen): string | undefined =>
  exception === undefined && cutSource(lastLines) !== undefined ? CUT_SOURCE_STEP : undefined;

const CUT_SOURCE_STEP =
  'Start it once by hand in the same image with `2>error.log` behind the command, and read the end of that file: a file takes the whole error, and a pipe only its first 64 KiB. A bundle with line breaks (`minify: false`) shows the error in the log, too.';
