import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { Process } from '../../core/facts/process.ts';
import { isLabelled } from '../../core/facts/supervised.ts';
import type { Log } from '../../core/memory/facts.ts';
import { recognise } from '../../remedies/recognise.ts';
import { servers } from '../../remedies/servers/servers.ts';
import type { ScriptLoop, ScriptProgram } from '../../remedies/start-script.ts';
import type { Logged } from '../shared/crash-reason.ts';
import { programsAmong } from '../shared/keepers.ts';
import { type EndLines, saidBy } from '../shared/said-at-end.ts';
import { quotesOneOf, wasOutlived, whoseIs } from '../shared/whose.ts';

/** A program of the app that exited while others keep running. */
export interface GoneProgram {
  /** Its command line, or its supervisor's name for it; undefined when only the log shows that it ran. */
  readonly name?: string;
  readonly pid?: number;
  readonly at: Instant;
  /** Where it had listened. */
  readonly listened: readonly string[];
  /** "exited with code 1"; undefined when its parent has already collected the exit status. */
  readonly how?: string;
  /** It exited as intended, or was told to. */
  readonly isWell?: true;
  /** The supervisor that reports the exit, and its line. */
  readonly told?: { readonly supervisor: string; readonly line: string };
  readonly exception?: Logged;
  /** The log line that reads like the reason, when there is no exception and the line is likely this program's. */
  readonly said?: string;
  /** Its last line, when no line reads like the reason. */
  readonly last?: string;
  /** That line is from about the time of its exit. */
  readonly isTimely?: true;
  /** Its exit was seen or reported; otherwise it is only missing. */
  readonly isSeen: boolean;
}

/** The facts that show such exits. */
export type GoneFacts = Known<'app' | 'processes' | 'listeners' | 'past' | 'log' | 'endpoints' | 'health'> & {
  /** The living processes. */
  readonly alive: readonly Process[];
  /** The app's listeners. */
  readonly open: readonly Listener[];
  /** The programs that the command's own text starts, and its loop. */
  readonly script: readonly ScriptProgram[];
  readonly loop: ScriptLoop | undefined;
};

/** Whether a command is a server by its name; a language runtime may run anything. */
export function isServer(command: readonly string[]): boolean {
  const { server } = recognise({ commands: [command] });
  return servers.some(({ id, role }) => id === server.id && role === undefined);
}

/** Whether it is known to have failed, and not only to have exited. */
export const hasFailed = ({ how, isWell, exception }: GoneProgram): boolean =>
  exception !== undefined || (how !== undefined && isWell === undefined);

/** Whether something is certainly missing now. */
export const isSure = (gone: GoneProgram): boolean => gone.isSeen && (gone.listened.length > 0 || hasFailed(gone));

/** Whether it failed, or its lines read like a failure while its exit code is unknown. */
export const mayHaveFailed = (gone: GoneProgram): boolean => hasFailed(gone) || gone.isTimely === true;

const BEFORE_MS = 3_000;
const AFTER_MS = 2_000;

/** A program's exit, and what is known about it. */
export interface End {
  readonly at: Instant;
  readonly command: readonly string[];
  /** The names that its supervisor's lines may use. */
  readonly labels?: readonly string[];
  /** The log lines from about that time. */
  readonly logged?: readonly LogLine[];
  /** When it was last seen alive. */
  readonly seenAt?: Instant;
  /** It is known to have failed. */
  readonly isFailure?: boolean;
}

type LogFacts = Pick<GoneFacts, 'log' | 'alive' | 'open'>;

/** The newest exception from about the time of an exit that is the program's. An unclear one counts if the program is known to have failed or nothing listens. */
export function raisedAbout(end: End, facts: LogFacts): Logged | undefined {
  const its = aboutTime(end, facts.log)
    .filter((each) => isIts(each, end, facts))
    .filter((each, _, all) => !isAnothers(each, end, all));
  const isOwn = (each: Logged): boolean => whoseIs(each, end.command, programsAmong(facts.alive)) === 'own';
  // An exception that repeats more likely belongs to a program that keeps running.
  return its.findLast(isOwn) ?? its.findLast((each) => !isSaidAgain(each, end, facts.log)) ?? its.at(-1);
}

/** The lines of one trace are read closer together than this. */
const AGAIN_MS = 200;

function isSaidAgain({ text }: Logged, { at, logged = [] }: End, { tail }: Log): boolean {
  const said = [...logged, ...tail].filter((line) => line.text.includes(text.slice(0, SHOWN)));
  const times = said.map((line) => line.at ?? at);
  return Math.max(...times) - Math.min(...times) > AGAIN_MS;
}

const aboutTime = ({ at }: End, { exceptions }: Log): readonly Logged[] =>
  exceptions.filter((each) => each.at >= at - BEFORE_MS && each.at <= at + AFTER_MS);

function isIts(raised: Logged, end: End, { alive, open }: LogFacts): boolean {
  const whose = whoseIs(raised, end.command, programsAmong(alive));
  if (whose !== 'own') return whose === 'unclear' && (open.length === 0 || end.isFailure === true);
  return open.length === 0 || end.isFailure === true || !hasGoneOn(raised, end);
}

/** Whether the exception was caught: a logger wrote it, or its program was seen alive long after it. */
const hasGoneOn = (raised: Logged, { seenAt = raised.at }: End): boolean =>
  (raised.isLogged === true && raised.isUncaught !== true) || wasOutlived(raised, seenAt);

/** Whether it follows the label of another program. */
function isAnothers({ program }: Logged, { labels = [], logged = [] }: End, all: readonly Logged[]): boolean {
  if (program === undefined || labels.length === 0 || labels.includes(program)) return false;
  // Brackets may hold something else, unless the program's own label is known to be in them.
  return all.some((each) => labels.includes(each.program ?? '')) || logged.some((line) => isLabelled(line, labels));
}

/** Why it exited, as far as the log shows. */
export function reasonOf(
  end: End,
  isWell: boolean,
  facts: LogFacts,
): Pick<GoneProgram, 'exception' | 'said' | 'last' | 'isTimely'> {
  // A program that exited as intended caught what it logged, or another program logged it.
  if (isWell) return {};
  const exception = raisedAbout(end, facts);
  if (exception !== undefined) return { exception };
  const isOwn = ownLine(end, facts);
  const { logged, tail, ...rest } = endLines(end, facts);
  return saidBy({ ...rest, logged: logged.filter(isOwn), tail: tail.filter(isOwn) });
}

/** Whether a line may be the program's own: it quotes no exception that another program raised about that time. An unclear exception is another's unless this exit is a failure or nothing listens. */
export function ownLine(end: End, { log, alive, open }: LogFacts): (line: LogLine) => boolean {
  const isOthers = (each: Logged): boolean => {
    const whose = whoseIs(each, end.command, programsAmong(alive));
    return whose === 'others' || (whose === 'unclear' && open.length > 0 && end.isFailure !== true);
  };
  const about = aboutTime(end, log);
  const isQuote = quotesOneOf(about.filter(isOthers));
  // While a trace is incomplete, it is not known which program raised it.
  const isTracing = about.length === 0 && open.length > 0 && (end.logged ?? []).some(({ text }) => FRAME.test(text));
  return (line) => !isTracing && !isQuote(line);
}

const FRAME = /(?:^|\| ?|\] )\s{1,8}(?:at .{1,250}:\d+\)?$|File ".{1,250}", line \d|from .{1,250}:\d+:in )/;

const SHOWN = 80;

/** The log lines about an exit; lines without a time all count. */
export const endLines = (
  { at, labels = [], logged = [] }: Omit<End, 'command'>,
  { log: { tail }, alive }: Pick<GoneFacts, 'log' | 'alive'>,
): EndLines => {
  const about = logged.length > 0 ? logged : tail.filter((line) => line.at === undefined);
  return { at, labels, logged: about, tail, isBesideOthers: programsAmong(alive).length > 0 };
};
