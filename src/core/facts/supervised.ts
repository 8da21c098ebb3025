import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import { splitLabel } from './line-prefix.ts';
import { LOGGED_AFTER_MS, LOGGED_BEFORE_MS, type WrittenLine, withLinesAbout } from './lines-about.ts';

/** A program that starts others and logs their state, by its official spelling: supervisord, PM2, `node --watch`. */
export type Supervisor = string;

/** A supervisor's own message about one of its programs. */
export interface Supervised {
  readonly kind: 'supervised';
  readonly supervisor: Supervisor;
  /** The supervisor's name for it; undefined where the line has none. */
  readonly program?: string;
  readonly happened: Happening;
  /** Quotable. */
  readonly line: string;
}

/**
 * `ended`: `how` says how, as "exited with code 7"; `isWell`: it exited with 0 or was asked to. `not-started`: `missing` is the command that does
 * not exist; undefined for other reasons. `given-up`: the supervisor does not start it again, or only when `until` happens;
 * `isWell`: the program had exited well.
 */
export type Happening =
  | { readonly kind: 'started' }
  | { readonly kind: 'ended'; readonly how: string; readonly isWell?: true; readonly isExpected?: true }
  | { readonly kind: 'not-started'; readonly missing?: string }
  | { readonly kind: 'given-up'; readonly until?: string; readonly isWell?: true };

/** The state of a supervised program, by its supervisor's messages. */
export interface SupervisedProgram {
  readonly supervisor: Supervisor;
  readonly name?: string;
  /** Undefined while it is down. */
  readonly startedAt?: Instant;
  /** Failed starts in a row: the program could not be started, or exited within ten seconds. */
  readonly failures: number;
  /** When the first of them began. */
  readonly failingSince?: Instant;
  readonly lastEnd?: { readonly at: Instant; readonly how: string; readonly isWell?: true; readonly line: string };
  /** What was logged about that exit, at most 20 lines; only lines with the program's own label, if there are any. */
  readonly logged?: readonly WrittenLine[];
  /** Why the last start failed before the program ran. */
  readonly unstarted?: { readonly at: Instant; readonly missing?: string; readonly line: string };
  readonly gaveUp?: { readonly at: Instant; readonly until?: string; readonly isWell?: true; readonly line: string };
}

/** A program that lives longer than this has started successfully. */
export const QUICK_LIFE_MS = 10_000;

const KEPT = 16;

/** The labels that a supervisor's lines may give this program. */
export function labelsOf({ name, lastEnd }: Pick<SupervisedProgram, 'name' | 'lastEnd'>): readonly string[] {
  const label = lastEnd && splitLabel(lastEnd.line).program;
  // Honcho and Overmind write their own lines as those of a program of this name.
  return [label === 'system' ? undefined : label, name].filter((each) => each !== undefined);
}

/** Whether a line has one of these labels. */
export const isLabelled = ({ text }: Pick<WrittenLine, 'text'>, labels: readonly string[]): boolean =>
  labels.includes(splitLabel(text).program ?? '');

/** Where a label tells one program's lines from the others', lines from further before its exit count too. */
const LABELLED_BEFORE_MS = 10_000;

/** Folds the last lines of the log into the programs, because lines about an exit soon leave the tail. */
export const withLoggedEnds = (
  programs: readonly SupervisedProgram[],
  tail: readonly WrittenLine[],
): readonly SupervisedProgram[] =>
  programs.map((program) => {
    if (program.lastEnd === undefined) return program;
    const { at } = program.lastEnd;
    const labels = labelsOf(program);
    const own = [...(program.logged ?? []), ...tail].filter((line) => isLabelled(line, labels));
    const beforeMs = own.length > 0 ? LABELLED_BEFORE_MS : LOGGED_BEFORE_MS;
    const lines = own.length > 0 ? own : tail;
    const logged = withLinesAbout(program.logged, lines, at - beforeMs, at + LOGGED_AFTER_MS);
    return logged === undefined || logged === program.logged ? program : { ...program, logged };
  });

/** Folds one message into the programs; the program of the newest message is last. */
export function withSupervised(
  programs: readonly SupervisedProgram[],
  event: Supervised,
  at: Instant,
): readonly SupervisedProgram[] {
  const before = programOf(programs, event);
  if (before !== undefined && isRepeated(before, event, at)) return programs;
  const name = event.program ?? before?.name;
  const after = folded(before ?? { supervisor: event.supervisor, failures: 0 }, event, at);
  const others = programs.filter((each) => each !== before);
  return pushed(others, { ...after, ...(name !== undefined && { name }) }, KEPT);
}

/** supervisord writes each line twice if its log also goes to the terminal; its timestamps have milliseconds. */
const TWICE_MS = 100;
const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[,.]\d{3} /;

/** Whether the same line was just logged. */
const isRepeated = ({ startedAt, lastEnd, unstarted }: SupervisedProgram, { line }: Supervised, at: Instant): boolean =>
  startedAt === undefined &&
  STAMP.test(line) &&
  [lastEnd, unstarted].some((last) => last?.line === line && at - last.at <= TWICE_MS);

/** supervisord names no program when it cannot start it, but names it when it gives up on it. */
function programOf(
  programs: readonly SupervisedProgram[],
  { supervisor, program, happened }: Supervised,
): SupervisedProgram | undefined {
  const own = programs.filter((each) => each.supervisor === supervisor);
  if (program === undefined) return happened.kind === 'not-started' ? own.findLast(isNameless) : own.at(-1);
  const named = own.find(({ name }) => name === program);
  return named ?? (happened.kind === 'given-up' ? own.findLast(isNameless) : undefined);
}

const isNameless = ({ name }: SupervisedProgram): boolean => name === undefined;

function folded(program: SupervisedProgram, { happened, line }: Supervised, at: Instant): SupervisedProgram {
  const { failures } = program;
  switch (happened.kind) {
    case 'started': {
      const { gaveUp: _, unstarted: __, ...rest } = program;
      return { ...rest, startedAt: at };
    }
    case 'ended': {
      const { how, isExpected = false, isWell = isExpected } = happened;
      return ended(program, { at, how, ...(isWell && { isWell }), line }, isExpected);
    }
    case 'not-started': {
      const { missing } = happened;
      const unstarted = { at, line, ...(missing !== undefined && { missing }) };
      return { ...program, unstarted, failures: failures + 1, failingSince: program.failingSince ?? at };
    }
    case 'given-up': {
      const { until, isWell } = happened;
      return { ...program, gaveUp: { at, line, ...(until !== undefined && { until }), ...(isWell && { isWell }) } };
    }
    default:
      return happened satisfies never;
  }
}

function ended(
  { startedAt, failingSince, ...program }: SupervisedProgram,
  lastEnd: NonNullable<SupervisedProgram['lastEnd']>,
  isExpected: boolean,
): SupervisedProgram {
  const isQuick = startedAt !== undefined && lastEnd.at - startedAt <= QUICK_LIFE_MS;
  if (!isQuick || isExpected) return { supervisor: program.supervisor, failures: 0, lastEnd };
  return { ...program, failures: program.failures + 1, failingSince: failingSince ?? startedAt, lastEnd };
}
