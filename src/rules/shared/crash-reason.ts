import { durationWords } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { App, Exit } from '../../core/facts/app.ts';
import { type Greeted, mayHaveEnded } from '../../core/facts/greeted.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { Past } from '../../core/facts/past.ts';
import { isShell } from '../../core/facts/program-kinds.ts';
import { labelsOf, type SupervisedProgram } from '../../core/facts/supervised.ts';
import { type UnreadOutput, unreadWords } from '../../core/facts/unread-output.ts';
import type { Log } from '../../core/memory/facts.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { typed } from '../../remedies/own-line.ts';
import { crashAdvice } from '../advice/crash-advice.ts';
import { isFailure } from '../lines/failure-line.ts';
import { type Telling, tellingLine } from '../lines/last-words.ts';
import { cutSource, cutSourceWords } from './cut-source.ts';
import { endSeen } from './end-seen.ts';
import { exitMeaning, signalOf } from './exit-meaning.ts';
import { isFormerSteps, type Steps } from './former-step.ts';
import { saidBy } from './said-at-end.ts';
import { wasOutlived } from './whose.ts';

/** An exception in the log, and its time. */
export type Logged = Log['exceptions'][number];

/** An exit, and what the log shows about it. */
export interface Crash {
  readonly exit: Exit;
  readonly exception?: Logged;
  readonly lastLines: readonly LogLine[];
  /** The first program to exit, if the app is a supervisor that reports it. */
  readonly firstEnded?: Ended;
  /** The most telling line of that program. */
  readonly firstSaid?: string;
  /** Output that was not read. */
  readonly unread?: UnreadOutput;
  /** The agent had just tested which protocol a port speaks: the app may have exited because of that. */
  readonly greeted?: Greeted;
}

/** A line logged longer than this before an exit did not cause it. Gunicorn retries a port in use for 5 s before it gives up. */
export const CAUSE_WINDOW_MS = 10_000;

/** Codes (sysexits.h) that name the kind of fault, but not the fault. */
const BY_CONVENTION: readonly number[] = [64, 78];

type Ended = SupervisedProgram & Required<Pick<SupervisedProgram, 'lastEnd'>>;

/** A supervisor that exits with one of its programs stops the others first. */
function firstEnded({ supervised = [] }: Log, exit: Exit): Ended | undefined {
  const ended = supervised.filter((each): each is Ended => (each.lastEnd?.at ?? 0) >= exit.at - CAUSE_WINDOW_MS);
  return ended.toSorted((a, b) => a.lastEnd.at - b.lastEnd.at)[0];
}

/** What else is known about an app that exited. */
interface CrashSeen extends Steps {
  readonly past?: Past;
}

/** The exit with the newest exception, if it came shortly before, and the last five lines. */
export function crashOf(exit: Exit, log: Log, seen: CrashSeen = {}): Crash {
  const first = firstEnded(log, exit);
  const newest = (first ? exceptionsOf(first, log) : log.exceptions).at(-1);
  const isCause =
    newest !== undefined &&
    newest.at >= exit.at - CAUSE_WINDOW_MS &&
    !isOutdone(newest, exit, log.tail) &&
    !(isFormerSteps(newest, seen) && laterWords(newest, log.tail) !== undefined);
  const exception = isCause ? newest : undefined;
  const { unread } = log;
  const firstSaid = first && exception === undefined ? saidOf(first, log) : undefined;
  return {
    exit,
    lastLines: lastLinesOf(log.tail),
    ...(exception && { exception }),
    ...(first && { firstEnded: first }),
    ...(firstSaid !== undefined && { firstSaid }),
    ...(unread && { unread }),
    ...greetedBefore(exit, seen.past),
  };
}

/** SIGKILL comes from outside, whatever the app was sent. */
function greetedBefore(exit: Exit, past: Pick<Past, 'greeted'> | undefined): Pick<Crash, 'greeted'> {
  const greeted = past?.greeted;
  return greeted !== undefined && mayHaveEnded(greeted, exit.at) && signalOf(exit) !== 'SIGKILL' ? { greeted } : {};
}

/** How the agent itself may have caused the exit, to follow the reason; empty if it did not. */
export const greetedWords = ({ exit, greeted }: Crash): string =>
  greeted === undefined
    ? ''
    : `; ${durationWords(exit.at - greeted.at)} earlier sidewatch had sent ${greeted.says} to its port ${greeted.port} to identify the protocol`;

/** The step for an app that may have exited because of the agent's own connection. */
export const greetedSteps = ({ greeted }: Crash): readonly string[] =>
  greeted === undefined
    ? []
    : [
        `Make the app survive a connection with unexpected data: sidewatch opened one after a check failed, and any client can. With \`--endpoint tcp:${greeted.port}\` sidewatch sends nothing.`,
      ];

/** The exceptions with the program's label, if labels show where they come from. */
function exceptionsOf(program: Ended, { exceptions }: Log): readonly Logged[] {
  const labels = labelsOf(program);
  const own = exceptions.filter((each) => labels.includes(each.program ?? ''));
  return own.length > 0 ? own : exceptions.filter((each) => each.program === undefined);
}

function saidOf(program: Ended, { tail }: Log): string | undefined {
  const { lastEnd, logged = [] } = program;
  const { said, last } = saidBy({ at: lastEnd.at, labels: labelsOf(program), logged, tail, isBesideOthers: true });
  return said ?? last;
}

/** Whether the app kept running after an exception that it only logged, and later named what it lacks or why it exits. */
function isOutdone(exception: Logged, exit: Exit, tail: readonly LogLine[]): boolean {
  const later = laterWords(exception, tail);
  if (later === undefined) return false;
  if (wasOutlived(exception, exit.at) && isFailure(later)) return true;
  return crashAdvice(exception) === undefined && crashAdvice({ text: later }) !== undefined;
}

/** The most telling line after an exception; undefined if the exception is no longer among the last lines. */
function laterWords({ text: raised }: Logged, tail: readonly LogLine[]): string | undefined {
  const said = tail.findLastIndex(({ text }) => text.includes(raised.slice(0, SHOWN)));
  return said < 0 ? undefined : tellingLine(tail.slice(said + 1))?.text;
}

const SHOWN = 80;

/** The last five lines, and more if the most telling line is above them. */
function lastLinesOf(tail: readonly LogLine[]): readonly LogLine[] {
  const telling = tellingLine(tail);
  return tail.slice(Math.max(0, Math.min(tail.length - 5, telling?.index ?? tail.length)));
}

/**
 * Why it exited: the exception, else the meaning of the code or signal, else the most telling line. It ends a sentence, without a
 * full stop.
 */
export function crashReason({ exit, exception, firstEnded: first, firstSaid, lastLines, unread }: Crash): string {
  const telling = tellingLine(lastLines);
  // A killed program does not choose to exit: its last line is not the reason.
  const killed = signalOf(exit) === 'SIGKILL' ? exitMeaning(exit) : undefined;
  const silence = unread ? unreadWords(unread) : exit.told ? NOTHING_SAVED : 'it wrote nothing';
  const cut = cutSource(lastLines);
  const words = telling === undefined ? lastWords(lastLines, silence) : tellingWords(telling, unread);
  const said = cut === undefined ? words : cutSourceWords(cut);
  // The code for a missing command also stands for a missing library.
  const meaning = telling !== undefined && UNLOADED.test(telling.text) ? undefined : exitMeaning(exit);
  const usual =
    meaning !== undefined && telling !== undefined && BY_CONVENTION.includes(exit.code ?? 0)
      ? `${meaning}, and ${said}`
      : meaning;
  const told = first && firstWords(first, exception ? located(exception) : firstSaid);
  const reason = killed ?? told ?? (exception && located(exception)) ?? usual ?? said;
  return reason.replace(/[\s.]+$/, '');
}

/** A saved log may leave out the app's output. */
const NOTHING_SAVED = 'the log contains none of its output';

const UNLOADED = /\berror while loading shared libraries: |^Error (?:loading shared library|relocating) /;

function tellingWords({ text, isLast }: Telling, unread: UnreadOutput | undefined): string {
  if (isLast && unread === undefined) return `its last line was "${text}"`;
  // The stream that is not read may say more.
  return unread === undefined || isFailure(text)
    ? `it wrote "${text}"`
    : `it wrote "${text}", and ${unreadWords(unread)}`;
}

function lastWords(lines: readonly LogLine[], silence: string): string {
  const last = lines.findLast(({ text }) => text.trim() !== '');
  return last === undefined ? silence : `its last line was "${last.text.trim()}"`;
}

function firstWords({ supervisor, name = 'its program', failures, lastEnd }: Ended, reason?: string): string {
  const again = failures > 1 ? `, the last of ${failures} times` : '';
  const why = reason === undefined ? '' : ` (${reason.replace(/[\s.]+$/, '')})`;
  return `${supervisor} reports that ${name} ${lastEnd.how}${again}${why}`;
}

/** The evidence: the exit, the exception, the supervisor's line, the last lines. */
export const crashSeen = (
  app: Pick<App, 'command'>,
  { exit, exception, firstEnded: first, firstSaid, lastLines, greeted }: Crash,
): readonly Evidence[] => [
  endSeen(exit, app.command),
  ...(greeted
    ? [{ source: 'probe', observed: `sidewatch sent ${greeted.says} to port ${greeted.port}`, at: greeted.at }]
    : []),
  ...(exception ? [{ source: 'log', observed: located(exception), at: exception.at }] : []),
  ...(first ? [{ source: 'log', observed: first.lastEnd.line, at: first.lastEnd.at }] : []),
  ...(firstSaid === undefined ? [] : [{ source: 'log', observed: firstSaid }]),
  ...lastLines.map(({ text }) => ({ source: 'log', observed: text })),
];

/** The step for the supervisor's first program to exit, if that made the app exit. */
export const correctFirst = ({ firstEnded: first }: Crash): readonly string[] =>
  first ? [`Fix what made ${first.name ?? 'the program'} exit: ${first.supervisor} stopped because of it.`] : [];

type Shown = Pick<Logged, 'text' | 'where' | 'cause' | 'outer'>;

/** The exception, where the app's own code raised it, and the other end of its chain. */
export const located = ({ text, where, ...chain }: Shown): string =>
  `${where === undefined ? text : `${text} (${where})`}${chainWords(chain)}`;

function chainWords({ cause, outer }: Pick<Shown, 'cause' | 'outer'>): string {
  if (cause !== undefined) return `, caused by ${shortened(cause)}`;
  return outer === undefined ? '' : `, the cause of ${shortened(outer)}`;
}

const OTHER_CHARACTERS = 120;

const shortened = (text: string): string => (text.length > OTHER_CHARACTERS ? quotable(text, OTHER_CHARACTERS) : text);

/** The exception and its place as part of a sentence, without parentheses. */
export const raisedIn = ({ text, where }: Pick<Logged, 'text' | 'where'>): string =>
  where === undefined ? text : `${text} in ${where}`;

/** The step for an exception without more specific advice, without a full stop. */
export const correctRaised = (raised: Pick<Logged, 'text' | 'where'>): string =>
  `Fix the cause of ${raisedIn(raised).replace(/[\s.]+$/, '')}`;

/** The step for a command that received `$PORT` as these five characters; undefined if a shell expands it. */
export function unexpandedPort(command: readonly string[]): string | undefined {
  const [program = ''] = command;
  if (isShell(program) || !command.some((word) => /\$\{?PORT\b/.test(word))) return undefined;
  return `Let a shell expand $PORT: write \`CMD ${typed(command)}\` as plain text, not as a JSON list, which passes it unchanged.`;
}
