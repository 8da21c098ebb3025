import type { Instant } from '../../core/clock.ts';
import { splitLabel } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { loggedMessage } from '../../core/facts/logged-message.ts';
import { isLabelled } from '../../core/facts/supervised.ts';
import { failureLine, isFailure, isKeepers, withoutLabel } from '../lines/failure-line.ts';
import { tellingLine } from '../lines/last-words.ts';
import { isNote, isSupervisors } from '../lines/notes.ts';

/** What a program that ended wrote, as far as the log tells whose a line is. */
export interface Said {
  /** The line that reads like the reason. */
  readonly said?: string;
  /** Where none does: its last line. */
  readonly last?: string;
}

/** What is known of the lines about an end. */
export interface EndLines {
  readonly at: Instant;
  /** What its supervisor's lines may call the program; empty where nobody says. */
  readonly labels: readonly string[];
  /** The lines from about that time, whoever wrote them. */
  readonly logged: readonly LogLine[];
  /** The last lines of the log. */
  readonly tail: readonly LogLine[];
  /** Another program lives that may have written them. */
  readonly isBesideOthers: boolean;
}

/** The words of a program about its end: by its label, else where nothing else writes, else by the time; nothing where it may well be another's. */
export function saidBy(end: EndLines): Said {
  const own = ownLines(end);
  return own === undefined ? saidBeside(end) : saidIn(own);
}

/** Undefined where neither a label nor that it is alone tells whose a line is. */
function ownLines({ at, labels, logged, tail, isBesideOthers }: EndLines): readonly LogLine[] | undefined {
  const all = [...logged, ...tail.filter((line) => !logged.some((each) => isSame(each, line)))];
  if (all.some((line) => isLabelled(line, labels)))
    return all.filter((line) => isLabelled(line, labels) && (line.at ?? at) <= at + READ_MS);
  return isBesideOthers ? undefined : tail;
}

const isSame = (a: LogLine, b: LogLine): boolean => a.at === b.at && a.text === b.text;

/** Lines may be read so much later than the end is seen. */
const READ_MS = 500;

function saidIn(lines: readonly LogLine[]): Said {
  const own = lines.filter(({ text }) => !isManagers(text) && !isKeepers(withoutLabel(text)));
  const telling = tellingLine(own)?.text ?? own.map(({ text }) => withoutLabel(text)).findLast((text) => text !== '');
  if (telling === undefined) return {};
  const said = isFailure(telling) ? telling : failureLine(own);
  return said === undefined ? { last: telling } : { said };
}

/** What a process manager says itself, behind a program's label, too. */
const isManagers = (text: string): boolean => isSupervisors(text) || MANAGERS.test(withoutLabel(text));

const MANAGERS =
  /^(?:started with pid \d+|Started with pid \d+\.\.\.|(?:.{1,300} )?exited with code (?:\d+|SIG[A-Z]+)|terminated by SIG\w+|Exited|Process exited|exit status \d+|signal: \w+|(?:Interrupt|Kill|Restart)ing\.\.\.)$/;

/** A line is mostly read sooner after it was written; its time is known to a tenth of a second. */
const LATE_MS = 150;

/** Beside others a line before the end counts that nobody writes at other times: a failure where it is the only one, also one that was read a moment later; else the only line. */
function saidBeside(end: EndLines): Said {
  const before = linesUntil(end.at, end);
  const failed = failureIn(before, end) ?? failureIn(linesUntil(end.at + LATE_MS, end), end);
  if (failed !== undefined) return failed;
  const [only, ...more] = onceIn(before, end);
  return only === undefined || more.length > 0 || isDone(only.text) ? {} : saidIn([only]);
}

const linesUntil = (until: Instant, { logged, at }: EndLines): readonly LogLine[] =>
  logged.filter((line) => (line.at ?? at) <= until && !REQUEST.test(line.text) && !isManagers(line.text));

const onceIn = (lines: readonly LogLine[], { logged, tail }: EndLines): readonly LogLine[] =>
  lines.filter((line) => !GOES_ON.test(line.text) && !isRepeated(line, [...logged, ...tail]));

/** Undefined where no line reads like a failure. */
function failureIn(lines: readonly LogLine[], end: EndLines): Said | undefined {
  const failures = onceIn(lines, end).filter(({ text }) => isFailure(withoutLabel(text)));
  if (failures.length === 0) return undefined;
  return isInOneGo(failures, lines) ? saidIn(failures) : {};
}

/** Whether nothing stands between these lines, so that they may be one program's. */
function isInOneGo(lines: readonly LogLine[], all: readonly LogLine[]): boolean {
  const [first, last] = [lines[0], lines.at(-1)].map((line) => (line === undefined ? -1 : all.indexOf(line)));
  const labels = new Set(lines.map(({ text }) => splitLabel(text).program));
  return (last ?? 0) - (first ?? 0) === lines.length - 1 && labels.size === 1;
}

/**
 * The line from about the end of a program that reads like the reason why it gave up; undefined where none does, or where
 * it may well be another's: the log does not tell who wrote a line.
 */
export function saidAtEnd(logged: readonly LogLine[], tail: readonly LogLine[]): string | undefined {
  const lines = logged.filter(({ text }) => !REQUEST.test(text));
  const fails = ({ text }: LogLine): boolean => isFailure(withoutLabel(text));
  const telling = lines.findLastIndex((line) => fails(line) && !isNote(withoutLabel(line.text)));
  const index = telling < 0 ? lines.findLastIndex(fails) : telling;
  const line = lines[index];
  if (line === undefined || GOES_ON.test(line.text) || isRepeated(line, [...logged, ...tail])) return undefined;
  const isSuccess = lines
    .slice(Math.max(0, index - 1))
    .some(({ text }) => isDone(text) && (!isFailure(text) || COUNTED.test(text)));
  return isSuccess ? undefined : loggedMessage(withoutLabel(line.text));
}

/** What a server logs of a request. */
const REQUEST = /\bHTTP\/\d|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/;
/** Who says so has not given up. */
const GOES_ON =
  /\b(?:[Rr]e-?try(?:ing)?|[Rr]etries|[Rr]econnect(?:ing)?|[Aa]ttempt|[Tt]ry(?:ing)? again|[Ww]aiting|[Ss]kip(?:ped|ping)?|[Ii]gnor(?:ed|ing)|[Ff]alling back|[Rr]ebuilding|[Cc]ontinuing)\b/;
const SUCCESS =
  /\b(?:[Dd]one|DONE|[Ff]inished|[Cc]ompleted?|[Ss]ucceeded|[Ss]uccess(?:ful(?:ly)?)?|SUCCESS|OK|[Pp]rocessed|[Ii]mported|[Ss]ynced|[Ss]eeded|[Mm]igrated|[Ww]armed)\b/;

/** A report of what was done counts also what failed. */
const COUNTED = /\d \w{1,30},? (?:and )?\d{1,9} (?:\w{1,20} )?(?:failed|failures?|errors?|invalid|missing)\b/;

/** Whether a line says that something is over as it should be. */
export const isDone = (text: string): boolean => SUCCESS.test(text);

/** Whether the same was written at another time too, as only what goes on does. */
const isRepeated = (line: LogLine, lines: readonly LogLine[]): boolean =>
  lines.some(
    ({ at, text, origin }) =>
      // A process manager may also write it to a file.
      origin === line.origin && at !== line.at && withoutNumbers(text) === withoutNumbers(line.text),
  );

const withoutNumbers = (text: string): string => text.replace(/\d+/g, '0');
