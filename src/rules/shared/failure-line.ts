import { ownText, splitLabel } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { isNote } from './notes.ts';

// What programs write when they give up; a word inside a longer one is none. "0 errors" reports success.
const FAILURE =
  /(?:^|[^\w/.-])(?:(?:[A-Z]\w{0,60})?Error|error|ERROR|ERR!|fatal|Fatal|FATAL|panic|PANIC|CRITICAL|[Ee]xception|[Ff]ail(?:ed|ure)|FAILED|[Cc]annot|[Cc]an't|[Cc]ould not|[Uu]nable to|[Ii]nvalid|[Mm]issing|(?:is |are )?not (?:set|found|defined|a valid|a number|valid|allowed|supported)|must (?:be|not)|[Nn]o (?:such|module)|[Rr]efused|[Dd]enied|[Rr]equired|[Aa]lready (?:running|in use|locked)|[Uu]nknown|[Uu]nrecognized|[Ee]xpired|[Ss]orry|[Uu]nexpected|[Ee]xceeded|[Aa]bort(?:ed|ing)|[Uu]navailable|[Cc]rashed)(?![\w/-])/;
const NO_FAILURE =
  /\b(?:0|no|without) (?:errors?|failures?|failed|missing|invalid|unknown|refused|denied|rejected)\b|\b(?:failed|failures?|errors?|missing|invalid)(?: count)?(?:[:=]| =) ?0(?:$|[,;)])|\b(?:[Rr]emoved|[Dd]eleted|[Pp]urged|[Cc]leaned(?: up)?) \d{1,12} |\b(?:INFO|DEBUG|info|debug|TRACE|[Ww]arn(?:ing)?|WARN(?:ING)?)\b/;
/** What only keeps a container alive says of itself. */
const KEEPERS = /^(?:tail|tee|sleep|cat): /;

/** Whether a line reads like the words with which a program gives up. */
export const isFailure = (text: string): boolean => {
  const short = text.slice(0, MAX_TEXT);
  return FAILURE.test(short) && !NO_FAILURE.test(short) && !KEEPERS.test(short);
};

/** The last such line, without what a process manager put before it; undefined where no line reads so. */
export const failureLine = (tail: readonly LogLine[]): string | undefined =>
  tail.map(({ text }) => withoutLabel(text)).findLast((text) => isFailure(text) && !isNote(text));

/** Whether a line is that of what only keeps a container alive. */
export const isKeepers = (text: string): boolean => KEEPERS.test(text);

const MAX_TEXT = 300;

/** The text of a line, without the name of the program that a process manager puts before it. */
export const withoutLabel = (text: string): string => splitLabel(ownText(text)).text.trim();
