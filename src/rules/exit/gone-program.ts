import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { Process, ProcessEnd } from '../../core/facts/process.ts';
import { isLabelled } from '../../core/facts/supervised.ts';
import type { Log } from '../../core/memory/facts.ts';
import { recognise } from '../../remedies/recognise.ts';
import { servers } from '../../remedies/servers/servers.ts';
import type { ScriptLoop, ScriptProgram } from '../../remedies/start-script.ts';
import type { Logged } from '../shared/crash-reason.ts';
import { programsAmong } from '../shared/keepers.ts';
import { type EndLines, saidBy } from '../shared/said-at-end.ts';
import { quotesOneOf, wasOutlived, whoseIs } from '../shared/whose.ts';

/** A program of the app that ended while others of it go on. */
export interface GoneProgram {
  /** Its command line, or what its supervisor calls it; undefined where only the log tells that it was there. */
  readonly name?: string;
  readonly pid?: number;
  readonly at: Instant;
  /** Where it had listened. */
  readonly listened: readonly string[];
  /** "with code 1": undefined where nobody can tell, because its parent has asked before. */
  readonly how?: string;
  /** It ended as it should, or was told to. */
  readonly isWell?: true;
  /** The supervisor that says so, and its words. */
  readonly told?: { readonly supervisor: string; readonly line: string };
  readonly exception?: Logged;
  /** The line of the log that reads like the reason, where there is no exception and it is likely this program's. */
  readonly said?: string;
  /** Its last line, where none reads so. */
  readonly last?: string;
  /** That line is from about the time of its end. */
  readonly isTimely?: true;
  /** Its end was seen, or told; else it is only missing. */
  readonly isSeen: boolean;
}

/** What tells of such ends. */
export type GoneFacts = Known<'app' | 'processes' | 'listeners' | 'past' | 'log' | 'endpoints' | 'health'> & {
  /** The living processes. */
  readonly alive: readonly Process[];
  /** The app's listeners. */
  readonly open: readonly Listener[];
  /** What the command's own text starts, and the loop in it. */
  readonly script: readonly ScriptProgram[];
  readonly loop: ScriptLoop | undefined;
};

/** Completes "it ended". */
export const howWords = ({ code, signal }: ProcessEnd): string =>
  signal === undefined ? `with code ${code}` : `by ${signal}`;

/** Whether a command is a server's by its name; a runtime may run anything. */
export function isServer(command: readonly string[]): boolean {
  const { server } = recognise({ commands: [command] });
  return servers.some(({ id, role }) => id === server.id && role === undefined);
}

/** Whether it is known to have failed, and not just to have ended. */
export const hasFailed = ({ how, isWell, exception }: GoneProgram): boolean =>
  exception !== undefined || (how !== undefined && isWell === undefined);

/** Whether it is sure that something is missing now. */
export const isSure = (gone: GoneProgram): boolean => gone.isSeen && (gone.listened.length > 0 || hasFailed(gone));

/** Whether it failed, or reads so where nothing tells its exit code. */
export const mayHaveFailed = (gone: GoneProgram): boolean => hasFailed(gone) || gone.isTimely === true;

const BEFORE_MS = 3_000;
const AFTER_MS = 2_000;

/** What ended, and when. */
export interface End {
  readonly at: Instant;
  readonly command: readonly string[];
  /** What its supervisor's lines may call it. */
  readonly labels?: readonly string[];
  /** The lines of the log from about that time. */
  readonly logged?: readonly LogLine[];
  /** When it was last seen alive. */
  readonly seenAt?: Instant;
  /** It is known to have failed. */
  readonly isFailure?: boolean;
}

type LogFacts = Pick<GoneFacts, 'log' | 'alive' | 'open'>;

/** The newest exception about the time of an end that is that program's, or may be where it is known to have failed or nothing listens. */
export function raisedAbout(end: End, facts: LogFacts): Logged | undefined {
  const its = aboutTime(end, facts.log)
    .filter((each) => isIts(each, end, facts))
    .filter((each, _, all) => !isAnothers(each, end, all));
  const isOwn = (each: Logged): boolean => whoseIs(each, end.command, programsAmong(facts.alive)) === 'own';
  // What is raised again and again is rather that of a program that goes on.
  return its.findLast(isOwn) ?? its.findLast((each) => !isSaidAgain(each, end, facts.log)) ?? its.at(-1);
}

/** Lines of one trace are read sooner one after another. */
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

/** Whether it was logged, or its program seen alive so long after it, so that it had been caught. */
const hasGoneOn = (raised: Logged, { seenAt = raised.at }: End): boolean =>
  (raised.isLogged === true && raised.isUncaught !== true) || wasOutlived(raised, seenAt);

/** Whether it stands behind the label of another program. */
function isAnothers({ program }: Logged, { labels = [], logged = [] }: End, all: readonly Logged[]): boolean {
  if (program === undefined || labels.length === 0 || labels.includes(program)) return false;
  // A logger may put something else into brackets, unless the program's own label is known to stand there.
  return all.some((each) => labels.includes(each.program ?? '')) || logged.some((line) => isLabelled(line, labels));
}

/** Why it ended, as far as the log tells. */
export function reasonOf(
  end: End,
  isWell: boolean,
  facts: LogFacts,
): Pick<GoneProgram, 'exception' | 'said' | 'last' | 'isTimely'> {
  // What is known to have ended well has caught what it logged, or another program logged it.
  if (isWell) return {};
  const exception = raisedAbout(end, facts);
  if (exception !== undefined) return { exception };
  const isOwn = ownLine(end, facts);
  const { logged, tail, ...rest } = endLines(end, facts);
  return saidBy({ ...rest, logged: logged.filter(isOwn), tail: tail.filter(isOwn) });
}

/** Whether a line is not the text of an exception that another program raised about that time, or may have where nothing fails for it. */
export function ownLine(end: End, { log, alive, open }: LogFacts): (line: LogLine) => boolean {
  const isOthers = (each: Logged): boolean => {
    const whose = whoseIs(each, end.command, programsAmong(alive));
    return whose === 'others' || (whose === 'unclear' && open.length > 0 && end.isFailure !== true);
  };
  const about = aboutTime(end, log);
  const isQuote = quotesOneOf(about.filter(isOthers));
  // Of a trace that has not come through it is not known yet whose it is.
  const isTracing = about.length === 0 && open.length > 0 && (end.logged ?? []).some(({ text }) => FRAME.test(text));
  return (line) => !isTracing && !isQuote(line);
}

const FRAME = /(?:^|\| ?|\] )\s{1,8}(?:at .{1,250}:\d+\)?$|File ".{1,250}", line \d|from .{1,250}:\d+:in )/;

const SHOWN = 80;

/** What the log holds about an end; lines whose time is unknown may all be. */
export const endLines = (
  { at, labels = [], logged = [] }: Omit<End, 'command'>,
  { log: { tail }, alive }: Pick<GoneFacts, 'log' | 'alive'>,
): EndLines => {
  const about = logged.length > 0 ? logged : tail.filter((line) => line.at === undefined);
  return { at, labels, logged: about, tail, isBesideOthers: programsAmong(alive).length > 0 };
};
