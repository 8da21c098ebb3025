import type { Instant } from '../../core/clock.ts';
import { splitLabel } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { loggedMessage } from '../../core/facts/logged-message.ts';
import { isLabelled } from '../../core/facts/supervised.ts';
import { failureLine, isFailure, isKeepers, withoutLabel } from '../lines/failure-line.ts';
import { tellingLine } from '../lines/last-words.ts';
import { isNote, isSupervisors } from '../lines/notes.ts';

/** What a program that exited wrote, as far as the log shows which program wrote a line. */
export interface Said {
  /** The line that reads like the reason. */
  readonly said?: string;
  /** Its last line, if none reads like the reason. */
  readonly last?: string;
}

/** The lines about an exit. */
export interface EndLines {
  readonly at: Instant;
  /** What its supervisor's lines may call the program; empty if unknown. */
  readonly labels: readonly string[];
  /** The lines from around that time, from any program. */
  readonly logged: readonly LogLine[];
  /** The last lines of the log. */
  readonly tail: readonly LogLine[];
  /** Another program is running that may have written them. */
  readonly isBesideOthers: boolean;
}

/** A program's last words: by its label, else if no other program writes, else by the time. Empty if they may be another program's. */
export function saidBy(end: EndLines): Said {
  const own = ownLines(end);
  return own === undefined ? saidBeside(end) : saidIn(own);
}

/** Undefined if nothing shows which program wrote a line: it has no label, and others are running. */
function ownLines({ at, labels, logged, tail, isBesideOthers }: EndLines): readonly LogLine[] | undefined {
  const all = [...logged, ...tail.filter((line) => !logged.some((each) => isSame(each, line)))];
  if (all.some((line) => isLabelled(line, labels)))
    return all.filter((line) => isLabelled(line, labels) && (line.at ?? at) <= at + READ_MS);
  return isBesideOthers ? undefined : tail;
}

const isSame = (a: LogLine, b: LogLine): boolean => a.at === b.at && a.text === b.text;

/** Lines may be read this long after the exit is noticed. */
const READ_MS = 500;

function saidIn(lines: readonly LogLine[]): Said {
  const own = lines.filter(({ text }) => !isManagers(text) && !isKeepers(withoutLabel(text)));
  const telling = tellingLine(own)?.text ?? own.map(({ text }) => withoutLabel(text)).findLast((text) => text !== '');
  if (telling === undefined) return {};
  const said = isFailure(telling) ? telling : failureLine(own);
  return said === undefined ? { last: telling } : { said };
}

/** Whether a process manager itself wrote this, even behind a program's label. */
const isManagers = (text: string): boolean => isSupervisors(text) || MANAGERS.test(withoutLabel(text));

const MANAGERS =
  /^(?:started with pid \d+|Started with pid \d+\.\.\.|(?:.{1,300} )?exited with code (?:\d+|SIG[A-Z]+)|terminated by SIG\w+|Exited|Process exited|exit status \d+|signal: \w+|(?:Interrupt|Kill|Restart)ing\.\.\.)$/;

/** Most lines are read sooner after they were written; their time is accurate to 0.1 s. */
const LATE_MS = 150;

/**
 * If other programs write too, only a line that is not repeated counts. It is the only failure before the exit, even if it was read a
 * moment later, else the only line before it.
 */
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

/** Whether no other line is between these lines: one program may then have written them. */
function isInOneGo(lines: readonly LogLine[], all: readonly LogLine[]): boolean {
  const [first, last] = [lines[0], lines.at(-1)].map((line) => (line === undefined ? -1 : all.indexOf(line)));
  const labels = new Set(lines.map(({ text }) => splitLabel(text).program));
  return (last ?? 0) - (first ?? 0) === lines.length - 1 && labels.size === 1;
}

/**
 * The line from around a program's exit that reads like the reason. Undefined if there is none, or if another program may have written
 * it: the log does not show the writer.
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

/** What a server logs about a request. */
const REQUEST = /\bHTTP\/\d|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/;
/** A program that logs this has not given up. */
const GOES_ON =
  /\b(?:[Rr]e-?try(?:ing)?|[Rr]etries|[Rr]econnect(?:ing)?|[Aa]ttempt|[Tt]ry(?:ing)? again|[Ww]aiting|[Ss]kip(?:ped|ping)?|[Ii]gnor(?:ed|ing)|[Ff]alling back|[Rr]ebuilding|[Cc]ontinuing)\b/;
const SUCCESS =
  /\b(?:[Dd]one|DONE|[Ff]inished|[Cc]ompleted?|[Ss]ucceeded|[Ss]uccess(?:ful(?:ly)?)?|SUCCESS|OK|[Pp]rocessed|[Ii]mported|[Ss]ynced|[Ss]eeded|[Mm]igrated|[Ww]armed)\b/;

/** A success report may also count failures. */
const COUNTED = /\d \w{1,30},? (?:and )?\d{1,9} (?:\w{1,20} )?(?:failed|failures?|errors?|invalid|missing)\b/;

/** Whether a line reports that something finished successfully. */
export const isDone = (text: string): boolean => SUCCESS.test(text);

/** Whether the same line was logged at another time too, as only a running program does. */
const isRepeated = (line: LogLine, lines: readonly LogLine[]): boolean =>
  lines.some(
    ({ at, text, origin }) =>
      // A process manager may also write it to a file.
      origin === line.origin && at !== line.at && withoutNumbers(text) === withoutNumbers(line.text),
  );

const withoutNumbers = (text: string): string => text.replace(/\d+/g, '0');
