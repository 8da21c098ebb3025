import { unreadStep } from '../../core/facts/unread-output.ts';
import { isFailure } from '../lines/failure-line.ts';
import { tellingLine } from '../lines/last-words.ts';
import { type Crash, crashReason, located } from './crash-reason.ts';
import { signalOf } from './exit-meaning.ts';

/** The steps about a program's last words: what follows the fix, and what to do if it logged nothing. */
interface LogSteps {
  readonly and: string;
  readonly silent: string;
}

/** The step for the last words, which quotes them unless another step covers them (`isTold`). None for a killed program. */
export function logStep(crash: Crash, { and, silent }: LogSteps, isTold: boolean): readonly string[] {
  const { exit, exception, lastLines, unread } = crash;
  const told = exception ? located(exception) : tellingLine(lastLines)?.text;
  const isError = told !== undefined && (exception !== undefined || isFailure(told));
  const signal = signalOf(exit);
  if (!isError && ASKS.includes(signal ?? '')) return [whoAsked(unread)];
  if (unread && !isError) return [unreadStep(unread)];
  if (lastLines.length === 0) return [silentStep(crash, silent)];
  if (!isError && signal === 'SIGKILL') return [];
  // If a program gave up on its own, its last line tells most, even if it does not read like an error.
  const isTheirs = isError || (signal === undefined && exit.code !== 0);
  return isTheirs && !isTold && told !== undefined
    ? [correctStep(crash, told.replace(/[\s.]+$/, ''), and)]
    : [`Fix the error that its last log lines show, and ${and}.`];
}

const silentStep = ({ exit }: Crash, silent: string): string => (exit.told ? SAVE_THE_LOG : silent);

/** The summary is next to the steps: what it quotes is not repeated. */
function correctStep(crash: Crash, told: string, and: string): string {
  if (!crashReason(crash).includes(told)) return `Fix the error that its last log lines show (${told}), and ${and}.`;
  const { exception } = crash;
  if (exception === undefined) return `Fix what the quoted log line reports, and ${and}.`;
  const where = exception.where === undefined ? '' : ` (${exception.where})`;
  return `Fix the cause of that error${where}, and ${and}.`;
}

const SAVE_THE_LOG =
  'Read what the app itself wrote before it exited (`kubectl logs --previous`, `docker logs`): this log holds only what other programs report about it.';

/** Signals that ask a program to stop. */
const ASKS: readonly string[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'];
const whoAsked = (unread: Crash['unread']): string => (unread ? WHO_ASKED : `${WHO_ASKED} Its log shows no error.`);
const WHO_ASKED =
  'Find out what sends it that signal: a script or supervisor in the container, a job that stops long-running processes, or a person with access.';
