import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { splitLabel } from '../../core/facts/line-prefix.ts';
import type { Exception } from '../../core/facts/log-event.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import type { SupervisedProgram, Supervisor } from '../../core/facts/supervised.ts';
import { processWords } from '../../core/facts/survivors.ts';
import type { Log } from '../../core/memory/facts.ts';
import { type Reloader, reloaderOf } from '../../remedies/servers/reloaders.ts';
import { crashAdvice, lineAdvice } from '../advice/crash-advice.ts';
import { correctRaised, located } from '../shared/crash-reason.ts';
import { isStarter, programsAmong } from '../shared/keepers.ts';
import { saidBy } from '../shared/said-at-end.ts';

/** A program that ended, and that its supervisor starts again only when something else happens. */
export interface FileWait {
  readonly supervisor: Supervisor;
  readonly program: string;
  /** "a file changes". */
  readonly until: string;
  readonly at: Instant;
  /** The supervisor's own words, or what /proc shows of it. */
  readonly line: string;
  /** The program had ended as it should. */
  readonly isWell?: true;
  /** It says nothing itself. */
  readonly reloader?: Reloader;
  readonly exception?: Pick<Exception, 'text' | 'where' | 'cause' | 'outer'>;
  /** The last line that tells something, where there is no exception. */
  readonly said?: string;
}

type WaitFacts = Pick<Known<'log' | 'processes' | 'past'>, 'log' | 'processes' | 'past'>;

// The trace is told when the next line ends it, so it may come after the supervisor's words; on a busy machine those come late.
const BEFORE_MS = 10_000;
const AFTER_MS = 2_000;
/** What another program raises so late is not told from a trace that was read late: where there is none sooner, it is likely this one's. */
const LATE_MS = 15_000;

/** By the supervisor's own words, where they are the last about that program, or because a reloader has nothing left below it; undefined when none waits. */
export const fileWait = (facts: WaitFacts): FileWait | undefined => saidWait(facts.log) ?? seenWait(facts);

/** By the supervisor's own words alone. */
export function saidWait(log: Log): FileWait | undefined {
  const waiting = log.supervised?.findLast(isWaiting);
  if (waiting === undefined) return undefined;
  const { supervisor, name = 'its program', gaveUp } = waiting;
  return { supervisor, program: name, ...gaveUp, ...reasonAbout(gaveUp.at, log, gaveUp.line) };
}

function reasonAbout(at: Instant, { exceptions, tail }: Log, own?: string): Pick<FileWait, 'exception' | 'said'> {
  const near = exceptions.filter((each) => each.at >= at - BEFORE_MS && each.at <= at + LATE_MS);
  const exception = near.findLast((each) => each.at <= at + AFTER_MS) ?? near[0];
  if (exception !== undefined) return { exception };
  const lines = own === undefined ? tail : tail.filter(({ text }) => !isSaidBy(own, text));
  const { said, last = said } = saidBy({ at, labels: [], logged: [], tail: lines, isBesideOthers: false });
  return last === undefined ? {} : { said: last };
}

/** Whether a line is the supervisor's, of which one is given: it tells that the program crashed, not why. */
function isSaidBy(own: string, text: string): boolean {
  const { program } = splitLabel(own);
  return text.includes(own) || (program !== undefined && splitLabel(text).program === program);
}

/** The one program of the container is a reloader, and what it had started has ended. */
function seenWait({ log, processes, past }: WaitFacts): FileWait | undefined {
  const [only, ...more] = programsAmong(processes.filter(isAlive)).filter((each) => !isHelper(each));
  const reloader = only && more.length === 0 && !isStarter(only) ? reloaderOf(only.command) : undefined;
  if (only === undefined || reloader === undefined) return undefined;
  const ended = past.vanished.findLast(({ process }) => process.ppid === only.pid && !isHelper(process));
  const raised = log.exceptions.at(-1);
  const at = ended?.at ?? raised?.at;
  if (at === undefined) return undefined;
  const program = only.command.join(' ').slice(0, MAX_COMMAND);
  const reason = reasonAbout(at, log);
  const line = `${processWords(only)} has no process left below it`;
  return { supervisor: reloader.name, program, until: 'a file changes', at, line, reloader, ...reason };
}

const MAX_COMMAND = 120;

/** Whether it is one of those that Python's multiprocessing starts for its own sake. */
export const isHelper = ({ command }: Process): boolean =>
  /multiprocessing\.(?:resource_tracker|semaphore_tracker|forkserver)/.test(command.join(' ').slice(0, 300));

/** Who waits for what, in a sentence. */
export function waitWords({ supervisor, program, until, exception, said, reloader }: FileWait): string {
  const why = exception ? located(exception) : (said ?? 'the log shows no exception');
  const end = reloader
    ? `What \`${program}\` started has ended. It is started again only when ${until}`
    : `${supervisor} says that \`${program}\` has ended, and starts it again only when ${until}`;
  return `${end}, which in a container nothing does: ${why.replace(/[\s.]+$/, '')}.`;
}

/** The same as evidence. */
export const waitSeen = ({ line, at, exception, said, reloader }: FileWait): readonly Evidence[] => [
  { source: reloader ? '/proc' : 'log', expected: 'a server that runs', observed: line, at },
  ...(exception ? [{ source: 'log', observed: located(exception), at }] : []),
  ...(said === undefined ? [] : [{ source: 'log', observed: said }]),
];

/** What to do about it. */
export function waitSteps({ supervisor, program, exception, said, reloader }: FileWait): readonly string[] {
  const advice = exception ? crashAdvice(exception) : said && lineAdvice([said]);
  const reported = said === undefined ? undefined : `Correct what the log reports: ${said.replace(/[\s.]+$/, '')}.`;
  const correct = exception
    ? `${correctRaised(exception)}.`
    : (reported ?? `Read in the log why \`${program}\` ended, and correct that.`);
  const without = reloader?.option === undefined ? supervisor : `\`${reloader.option}\``;
  return [
    ...(advice ? [advice] : []),
    ...(advice && exception === undefined ? [] : [correct]),
    `Start the program without ${without}, which is for development: the container then ends when the program does, and the platform starts it again.`,
  ];
}

type Waiting = SupervisedProgram & { readonly gaveUp: { at: Instant; until: string; isWell?: true; line: string } };

const isWaiting = (program: SupervisedProgram): program is Waiting => program.gaveUp?.until !== undefined;
