import type { LogLine } from '../../core/facts/log-event.ts';

interface Seen {
  readonly exception?: unknown;
  readonly lastLines: readonly LogLine[];
}

/** Where Node threw, as it prints above the source line. */
const THROWS_AT = /^((?:file:\/\/)?\/\S{1,500}\.[cm]?js):(\d{1,7})$/;
/** The tail keeps at least this many characters of a line of a bundle. */
const LONG = 200;

/**
 * The place where Node threw, if the log ends with the source line that Node prints there. In a bundle of one line it fills the pipe,
 * and Node drops the error after it.
 */
export function cutSource(tail: readonly LogLine[]): string | undefined {
  const lines = tail.filter(({ text }) => text.trim() !== '');
  const [, file, line] = THROWS_AT.exec(lines.at(-2)?.text.trim() ?? '') ?? [];
  return file === undefined || (lines.at(-1)?.text.length ?? 0) < LONG
    ? undefined
    : `${file.replace('file://', '')} line ${line}`;
}

/** Why it exited, as far as that log shows. */
export const cutSourceWords = (place: string): string =>
  `Node threw in ${place}, and the log ends within the source line that Node prints before the error`;

/** The step for it; undefined if the log is complete. */
export const cutSourceStep = ({ exception, lastLines }: Seen): string | undefined =>
  exception === undefined && cutSource(lastLines) !== undefined ? CUT_SOURCE_STEP : undefined;

const CUT_SOURCE_STEP =
  'Start it once by hand in the same image with `2>error.log` after the command, and read the end of that file. A file gets the whole error, a pipe only its first 64 KiB. A bundle with line breaks (`minify: false`) shows the error in the log too.';
