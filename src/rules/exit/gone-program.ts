import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { Process, ProcessEnd } from '../../core/facts/process.ts';
import { isLabelled } from '../../core/facts/supervised.ts';
import { recognise } from '../../remedies/recognise.ts';
import { languageOf } from '../../remedies/servers/languages.ts';
import { servers } from '../../remedies/servers/servers.ts';
import type { ScriptLoop, ScriptProgram } from '../../remedies/start-script.ts';
import type { Logged } from '../shared/crash-reason.ts';
import { programsAmong } from '../shared/keepers.ts';
import { type EndLines, saidBy } from '../shared/said-at-end.ts';

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
}

/** The newest exception about the time of an end that may be that program's. */
export const raisedAbout = (end: End, { log, alive }: Pick<GoneFacts, 'log' | 'alive'>): Logged | undefined =>
  log.exceptions
    .filter(({ at }) => at >= end.at - BEFORE_MS && at <= end.at + AFTER_MS)
    .filter((each) => mayRaise(end.command, each) && !isAmong(each, programsAmong(alive)))
    .findLast((each, _, all) => !isAnothers(each, end, all));

/** Whether it stands behind the label of another program. */
function isAnothers({ program }: Logged, { labels = [], logged = [] }: End, all: readonly Logged[]): boolean {
  if (program === undefined || labels.length === 0 || labels.includes(program)) return false;
  // A logger may put something else into brackets, unless the program's own label is known to stand there.
  return all.some((each) => labels.includes(each.program ?? '')) || logged.some((line) => isLabelled(line, labels));
}

/** Whether a program is not known to be written in another language. */
export function mayRaise(command: readonly string[], { language }: Logged): boolean {
  const own = languageOf(recognise({ commands: [command] }).server.id);
  return own === undefined || own === language;
}

const fileOf = ({ where = '' }: Logged): string | undefined => /^(\S{1,300}) line \d/.exec(where)?.[1];

/** Whether the file that raised it is what one of these programs was started with. */
export function isAmong(exception: Logged, programs: readonly Pick<Process, 'command'>[]): boolean {
  const file = fileOf(exception);
  return file !== undefined && programs.some(({ command }) => command.some((word) => isSameFile(word, file)));
}

/** Whether two words may name the same file: either may be written from a directory that is not known. */
export function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => `/${path.replace(/^(?:\.{1,2}\/|\/)+/, '')}`);
  return one !== undefined && other !== undefined && (one.endsWith(other) || other.endsWith(one));
}

/** Why it ended, as far as the log tells. */
export function reasonOf(
  end: End,
  isWell: boolean,
  facts: Pick<GoneFacts, 'log' | 'alive'>,
): Pick<GoneProgram, 'exception' | 'said' | 'last' | 'isTimely'> {
  // What is known to have ended well has caught what it logged, or another program logged it.
  if (isWell) return {};
  const exception = raisedAbout(end, facts);
  return exception === undefined ? saidBy(endLines(end, facts)) : { exception };
}

/** What the log holds about an end; lines whose time is unknown may all be. */
export const endLines = (
  { at, labels = [], logged = [] }: Omit<End, 'command'>,
  { log: { tail }, alive }: Pick<GoneFacts, 'log' | 'alive'>,
): EndLines => {
  const about = logged.length > 0 ? logged : tail.filter((line) => line.at === undefined);
  return { at, labels, logged: about, tail, isBesideOthers: programsAmong(alive).length > 0 };
};
