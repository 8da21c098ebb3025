import type { LogLine } from '../../core/facts/log-event.ts';
import type { Vanished } from '../../core/facts/past.ts';
import { isFailure, withoutLabel } from '../shared/failure-line.ts';

/**
 * The line from about the end of a program that reads like the reason why it gave up; undefined where none does, or where
 * it may well be another's: the log does not tell who wrote a line.
 */
export function saidAtEnd({ logged = [] }: Pick<Vanished, 'logged'>, tail: readonly LogLine[]): string | undefined {
  const lines = logged.filter(({ text }) => !REQUEST.test(text));
  const index = lines.findLastIndex(({ text }) => isFailure(withoutLabel(text)));
  const line = lines[index];
  if (line === undefined || GOES_ON.test(line.text) || isRepeated(line, [...logged, ...tail])) return undefined;
  const isSuccess = lines.slice(Math.max(0, index - 1)).some(({ text }) => SUCCESS.test(text) && !isFailure(text));
  return isSuccess ? undefined : withoutLabel(line.text);
}

/** What a server logs of a request. */
const REQUEST = /\bHTTP\/\d|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/;
/** Who says so has not given up. */
const GOES_ON =
  /\b(?:[Rr]e-?try(?:ing)?|[Rr]etries|[Rr]econnect(?:ing)?|[Aa]ttempt|[Tt]ry(?:ing)? again|[Ww]aiting|[Ss]kip(?:ped|ping)?|[Ii]gnor(?:ed|ing)|[Ff]alling back|[Rr]ebuilding|[Cc]ontinuing)\b/;
const SUCCESS =
  /\b(?:[Dd]one|DONE|[Ff]inished|[Cc]ompleted?|[Ss]ucceeded|[Ss]uccess(?:ful(?:ly)?)?|SUCCESS|OK|[Pp]rocessed|[Ii]mported|[Ss]ynced)\b/;

/** Whether the same was written at another time too, as only what goes on does. */
const isRepeated = (line: LogLine, lines: readonly LogLine[]): boolean =>
  lines.some(({ at, text }) => at !== line.at && withoutNumbers(text) === withoutNumbers(line.text));

const withoutNumbers = (text: string): string => text.replace(/\d+/g, '0');
