import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { splitLabel } from '../../core/facts/line-prefix.ts';
import type { Exception } from '../../core/facts/log-event.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import type { SupervisedProgram, Supervisor } from '../../core/facts/supervised.ts';
import { processWords } from '../../core/facts/survivors.ts';
import { type UnreadOutput, unreadWords } from '../../core/facts/unread-output.ts';
import type { Log } from '../../core/memory/facts.ts';
import { type Reloader, reloaderOf } from '../../remedies/servers/reloaders.ts';
import { crashAdvice, lineAdvice } from '../advice/crash-advice.ts';
import { correctRaised, located } from '../shared/crash-reason.ts';
import { isStarter, programsAmong } from '../shared/keepers.ts';
import { saidBy } from '../shared/said-at-end.ts';

/** A program that exited and that its supervisor restarts only when something else happens. */
export interface FileWait {
  readonly supervisor: Supervisor;
  readonly program: string;
  /** "a file changes". */
  readonly until: string;
  readonly at: Instant;
  /** The supervisor's own line, or what /proc shows. */
  readonly line: string;
  /** The program had exited as intended. */
  readonly isWell?: true;
  /** The supervisor, when it logs nothing itself. */
  readonly reloader?: Reloader;
  readonly exception?: Pick<Exception, 'text' | 'where' | 'cause' | 'outer'>;
  /** The last telling line, when there is no exception. */
  readonly said?: string;
  /** Output that is not read, when nothing else shows why. */
  readonly unread?: UnreadOutput;
}

type WaitFacts = Pick<Known<'log' | 'processes' | 'past'>, 'log' | 'processes' | 'past'>;

// A trace is complete only when the next line arrives, so it may follow the supervisor's line, and be late on a busy machine.
const BEFORE_MS = 10_000;
const AFTER_MS = 2_000;
/** A trace this late may be another program's. When there is no earlier one, it is likely this program's. */
const LATE_MS = 15_000;

/** The wait that the supervisor's last words about that program report, or a reloader with no child left; undefined when nothing waits. */
export const fileWait = (facts: WaitFacts): FileWait | undefined => saidWait(facts.log) ?? seenWait(facts);

/** The wait that the supervisor's own words report. */
export function saidWait(log: Log): FileWait | undefined {
  const waiting = log.supervised?.findLast(isWaiting);
  if (waiting === undefined) return undefined;
  const { supervisor, name = 'its program', gaveUp } = waiting;
  return { supervisor, program: name, ...gaveUp, ...reasonAbout(gaveUp.at, log, gaveUp.line) };
}

function reasonAbout(
  at: Instant,
  { exceptions, tail, unread }: Log,
  own?: string,
): Pick<FileWait, 'exception' | 'said' | 'unread'> {
  const near = exceptions.filter((each) => each.at >= at - BEFORE_MS && each.at <= at + LATE_MS);
  const exception = near.findLast((each) => each.at <= at + AFTER_MS) ?? near[0];
  if (exception !== undefined) return { exception };
  const lines = own === undefined ? tail : tail.filter(({ text }) => !isSaidBy(own, text));
  const { said, last = said } = saidBy({ at, labels: [], logged: [], tail: lines, isBesideOthers: false });
  return last === undefined ? { ...(unread && { unread }) } : { said: last };
}

/** Whether the supervisor of the line `own` wrote `text`: it reports the crash, not the reason. */
function isSaidBy(own: string, text: string): boolean {
  const { program } = splitLabel(own);
  return text.includes(own) || (program !== undefined && splitLabel(text).program === program);
}

/** The container's only program is a reloader, and its child has exited. */
function seenWait({ log, processes, past }: WaitFacts): FileWait | undefined {
  const [only, ...more] = programsAmong(processes.filter(isAlive)).filter((each) => !isHelper(each));
  const reloader = only && more.length === 0 && !isStarter(only) ? reloaderOf(only.command) : undefined;
  if (only === undefined || reloader === undefined) return undefined;
  const ended = past.vanished.findLast(({ process }) => process.ppid === only.pid && !isHelper(process));
  const raised = log.exceptions.at(-1);
  const at = ended?.at ?? raised?.at;
  if (at === undefined) return undefined;
  const program = commandWords(only.command);
  const reason = reasonAbout(at, log);
  const line = `${processWords(only)} has no child process left`;
  return { supervisor: reloader.name, program, until: 'a file changes', at, line, reloader, ...reason };
}

/** Whether Python's multiprocessing started it for its own use. */
export const isHelper = ({ command }: Process): boolean =>
  /multiprocessing\.(?:resource_tracker|semaphore_tracker|forkserver)/.test(command.join(' ').slice(0, 300));

/** The wait in one sentence. */
export function waitWords({ supervisor, program, until, exception, said, unread, reloader }: FileWait): string {
  const why = exception ? located(exception) : (said ?? (unread ? unreadWords(unread) : 'the log shows no exception'));
  const end = reloader
    ? `The process that \`${program}\` started has exited, and it is restarted only when ${until}`
    : `${supervisor} reports that \`${program}\` has exited, and restarts it only when ${until}`;
  return `${end}, which does not happen in a container: ${why.replace(/[\s.]+$/, '')}.`;
}

/** The same as evidence. */
export const waitSeen = ({ line, at, exception, said, reloader }: FileWait): readonly Evidence[] => [
  { source: reloader ? '/proc' : 'log', expected: 'a running server', observed: line, at },
  ...(exception ? [{ source: 'log', observed: located(exception), at }] : []),
  ...(said === undefined ? [] : [{ source: 'log', observed: said }]),
];

/** What to do about it. */
export function waitSteps({ supervisor, program, exception, said, reloader }: FileWait): readonly string[] {
  const advice = exception ? crashAdvice(exception) : said && lineAdvice([said]);
  const reported = said === undefined ? undefined : `Fix what the log reports: ${said.replace(/[\s.]+$/, '')}.`;
  const correct = exception
    ? `${correctRaised(exception)}.`
    : (reported ?? `Check the log to see why \`${program}\` exited, and fix that.`);
  const without = reloader?.option === undefined ? supervisor : `\`${reloader.option}\``;
  return [
    ...(advice ? [advice] : []),
    ...(advice && exception === undefined ? [] : [correct]),
    `Start the program without ${without}, which is for development: the container then exits when the program does, and the platform restarts it.`,
  ];
}

type Waiting = SupervisedProgram & { readonly gaveUp: { at: Instant; until: string; isWell?: true; line: string } };

const isWaiting = (program: SupervisedProgram): program is Waiting => program.gaveUp?.until !== undefined;
