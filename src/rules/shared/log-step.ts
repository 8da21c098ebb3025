import { isFailure } from '../lines/failure-line.ts';
import { tellingLine } from '../lines/last-words.ts';
import { type Crash, crashReason, located } from './crash-reason.ts';
import { signalOf } from './exit-meaning.ts';

/** What to do about its last words: how their correction goes on, and what to do where it wrote nothing. */
interface LogSteps {
  readonly and: string;
  readonly silent: string;
}

/** The step that its last words call for, with these words where no other step tells what to do; none for one that was killed. */
export function logStep(crash: Crash, { and, silent }: LogSteps, isTold: boolean): readonly string[] {
  const { exit, exception, lastLines } = crash;
  const told = exception ? located(exception) : tellingLine(lastLines)?.text;
  const isError = told !== undefined && (exception !== undefined || isFailure(told));
  const signal = signalOf(exit);
  if (!isError && ASKS.includes(signal ?? '')) return [WHO_ASKED];
  if (lastLines.length === 0) return [silentStep(crash, silent)];
  if (!isError && signal === 'SIGKILL') return [];
  // A line that reads like no error still tells most of why a program gave up by itself.
  const isTheirs = isError || (signal === undefined && exit.code !== 0);
  return isTheirs && !isTold && told !== undefined
    ? [correctStep(crash, told.replace(/[\s.]+$/, ''), and)]
    : [`Fix the error that its last log lines show, and ${and}.`];
}

const silentStep = ({ exit, isUnread }: Crash, silent: string): string => {
  if (isUnread) return READ_THE_LOG;
  return exit.told ? SAVE_THE_LOG : silent;
};

/** The summary stands beside the steps: what it quotes is not said twice. */
function correctStep(crash: Crash, told: string, and: string): string {
  if (!crashReason(crash).includes(told)) return `Fix the error that its last log lines show (${told}), and ${and}.`;
  const { exception } = crash;
  if (exception === undefined) return `Correct what the quoted line of its log reports, and ${and}.`;
  const where = exception.where === undefined ? '' : ` (${exception.where})`;
  return `Fix the cause of the error that ended it${where}, and ${and}.`;
}

const READ_THE_LOG =
  "Read the last lines of the app's own log (`kubectl logs --previous`, `docker logs`), or name the file that it logs to with `--log-file`: sidewatch did not start this app and does not read its output.";

const SAVE_THE_LOG =
  'Read what the app itself wrote before it ended (`kubectl logs --previous`, `docker logs`): this log holds only what others say of it.';

/** Signals by which a program is asked to end. */
const ASKS: readonly string[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'];
const WHO_ASKED =
  'Find out who sends it that signal: a script or a supervisor in the container, a job that ends what runs too long, or someone with access to it. Its log shows no error.';
