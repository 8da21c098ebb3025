import { ownText, splitLabel } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { loggedLevel } from '../../core/facts/logged-message.ts';
import { isNote } from './notes.ts';

// Words that programs write when they give up. A part of a longer word does not count. "0 errors" reports success.
const FAILURE =
  /(?:^|[^\w/.-])(?:(?:[A-Z]\w{0,60})?Error|error|ERROR|ERR!|fatal|Fatal|FATAL|panic|PANIC|CRITICAL|[Ee]xception|[Ff]ail(?:ed|ure)|FAILED|[Cc]annot|[Cc]an't|[Cc]ould not|[Uu]nable to|[Ii]nvalid|[Mm]issing|(?:is |are )?not (?:set|found|defined|a valid|a number|valid|allowed|supported|permitted|recogni[sz]ed|implemented|[a-z]{2,20}[ai]ble)|must (?:be|not)|[Nn]o (?:such|module)|[Rr]efused|[Dd]enied|[Rr]equired|[Aa]lready (?:running|in use|locked)|[Uu]nknown|[Uu]nrecognized|[Ee]xpired|[Ss]orry|[Uu]nexpected|[Ee]xceeded|[Aa]bort(?:ed|ing)|[Uu]navailable|[Cc]rashed)(?![\w/-])/;
const NO_FAILURE = new RegExp(
  [
    '\\b(?:0|[Nn]o|[Ww]ithout)(?: (?:any|known|new|more|further|critical|fatal))? (?:errors?|failures?|failed|missing|invalid|unknown|refused|denied|rejected)\\b',
    '\\b0 (?:of|out of) .{0,40}\\bfailed\\b',
    '\\b(?:failed|failures?|errors?|missing|invalid)(?: count)?(?:[:=]| =) ?0(?:$|[,;)\\s])',
    '\\b(?:[Rr]emoved|[Dd]eleted|[Pp]urged|[Cc]leaned(?: up)?) \\d{1,12} ',
    // The program continued without it.
    '[,;:(\u2013\u2014] ?(?:so )?(?:using|will use|wrote|writing|creat(?:ed|ing)|generat(?:ed|ing)|falling back|fell back|defaulting|(?:re)?building|(?:re)?built|assuming|continuing)\\b',
  ].join('|'),
);
/** Phrases in which a failure is only a part of a name, is denied, or is fixed. */
const INNOCENT = new RegExp(
  [
    '\\b(?:[Ee]rror|[Ee]xception|[Ff]ailure|[Pp]anic|[Dd]enied|[Ff]atal)s?[ -](?:pages?|handlers?|handling|templates?|boundar(?:y|ies)|report(?:er|ing)|track(?:er|ing)|middlewares?|codes|mappers?|mappings?|filters?|hooks?|budgets?|resolvers?|catalogu?e|detectors?|thresholds?|polic(?:y|ies)|list)\\b',
    "(?:\\b(?:not|never|no longer)|n't)(?: been)? (?:exceeded|refused|denied|missing|expired|required|aborted|failed|crashed|unavailable)\\b",
    '\\b(?:[Dd]enied|[Ii]nvalid|[Uu]nknown|[Ee]xpired|[Mm]issing)\\b[\\w -]{1,40}(?<!\\b(?:not|be|never) )\\b(?:loaded|removed|purged|cleaned(?: up)?|deleted|dropped|pruned|created|restored|added|applied|fixed)(?=[.!]?$)',
  ].join('|'),
  'gi',
);
/** A line with a level below error, unless it names an error first. */
const MERE =
  /^(?:(?!\b\w{0,40}(?:[Ee]rror|ERROR|[Ff]atal|FATAL|[Ee]xception|[Pp]anic)\b).){0,120}\b(?:INFO|DEBUG|TRACE|WARN(?:ING)?)\b|\b[Ww]arning:|\b(?!Unhandled)[A-Z]\w{2,60}Warning\b/;
/** The lines of programs that only keep a container alive. */
const KEEPERS = /^(?:tail|tee|sleep|cat): /;

/** Whether a line reads like the words of a program that gives up. */
export const isFailure = (text: string): boolean => {
  const short = text.slice(0, MAX_TEXT);
  const isLess = MERE.test(short) || loggedLevel(short) === 'info';
  return FAILURE.test(short.replace(INNOCENT, '')) && !NO_FAILURE.test(short) && !isLess && !KEEPERS.test(short);
};

/** The last such line, without a process manager's label; undefined when there is none. */
export const failureLine = (tail: readonly LogLine[]): string | undefined =>
  tail.map(({ text }) => withoutLabel(text)).findLast((text) => isFailure(text) && !isNote(text));

/** Whether a program that only keeps a container alive wrote the line. */
export const isKeepers = (text: string): boolean => KEEPERS.test(text);

const MAX_TEXT = 300;

/** The text of a line, without the program name that a process manager puts in front. */
export const withoutLabel = (text: string): string => splitLabel(ownText(text)).text.trim();
