import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Exception } from '../../core/facts/log-event.ts';
import type { SupervisedProgram, Supervisor } from '../../core/facts/supervised.ts';
import type { Log } from '../../core/memory/facts.ts';
import { correctRaised, located } from '../shared/crash-reason.ts';

/** A program that ended, and that its supervisor starts again only when something else happens. */
export interface FileWait {
  readonly supervisor: Supervisor;
  readonly program: string;
  /** "a file changes". */
  readonly until: string;
  readonly at: Instant;
  /** The supervisor's own words. */
  readonly line: string;
  readonly exception?: Pick<Exception, 'text' | 'where'>;
}

// The trace is told when the next line ends it, so it may come after the supervisor's words; on a busy machine those come late.
const BEFORE_MS = 10_000;
const AFTER_MS = 2_000;

/** By the supervisor's own words, where they are the last about that program; undefined when none waits. */
export function fileWait({ supervised = [], exceptions }: Log): FileWait | undefined {
  const waiting = supervised.findLast(isWaiting);
  if (waiting === undefined) return undefined;
  const { supervisor, name = 'its program', gaveUp } = waiting;
  const exception = exceptions.findLast(({ at }) => at >= gaveUp.at - BEFORE_MS && at <= gaveUp.at + AFTER_MS);
  return { supervisor, program: name, ...gaveUp, ...(exception && { exception }) };
}

/** Who waits for what, in a sentence. */
export const waitWords = ({ supervisor, program, until, exception }: FileWait): string =>
  `${supervisor} says that \`${program}\` has ended, and starts it again only when ${until}, which in a container nothing does: ${exception === undefined ? 'the log shows no exception' : located(exception)}.`;

/** The same as evidence. */
export const waitSeen = ({ line, at, exception }: FileWait): readonly Evidence[] => [
  { source: 'log', expected: 'a server that runs', observed: line, at },
  ...(exception ? [{ source: 'log', observed: located(exception), at }] : []),
];

/** What to do about it. */
export const waitSteps = ({ supervisor, program, exception }: FileWait): readonly string[] => [
  exception ? `${correctRaised(exception)}.` : `Read in the log why \`${program}\` ended, and correct that.`,
  `Start the program without ${supervisor}, which is for development: the container then ends when the program does, and the platform starts it again.`,
];

type Waiting = SupervisedProgram & { readonly gaveUp: { at: Instant; until: string; line: string } };

const isWaiting = (program: SupervisedProgram): program is Waiting => program.gaveUp?.until !== undefined;
