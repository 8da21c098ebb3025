import type { Vanished } from '../../core/facts/past.ts';
import type { Process } from '../../core/facts/process.ts';
import type { SupervisedProgram } from '../../core/facts/supervised.ts';
import type { Log } from '../../core/memory/facts.ts';
import { isParallelRunner, isSupervisor, restartPauseMs } from '../../remedies/servers/supervisors.ts';
import { MANY } from './crash-loops.ts';

/** A supervisor that starts it again does so sooner: at once where it had stayed up; else runsv waits 1 s, and supervisord 1 s more each time. */
const RESTART_MS = 1_800;
const BACKOFF_MS = 1_000;
/** The same where only /proc shows it, which misses what lives shortly. */
const UNTOLD_MS = 6_000;
/** supervisord's startsecs, the start of a runtime, and the time until a look sees the end. */
const STEADY_MS = 2_500;
const RUNNER_MS = 1_000;

/** How long one of these supervisors may take to start the program again, of which the end was seen or not; `failures`: so often in a row it came to nothing, by the supervisor's words. */
export function restartMs(supervisors: readonly Process[], seen: Vanished | undefined, failures?: number): number {
  if (areRunners(supervisors)) return runnerMs(supervisors);
  const livedMs = seen === undefined ? 0 : seen.at - seen.process.startedAt;
  if (livedMs >= STEADY_MS) return RESTART_MS;
  return failures === undefined ? UNTOLD_MS : RESTART_MS + BACKOFF_MS * Math.max(1, failures);
}

const areRunners = (supervisors: readonly Process[]): boolean =>
  supervisors.every(({ command }) => isParallelRunner(command));

/** The same of those that start programs side by side, and again only where they were told to. */
function runnerMs(runners: readonly Process[]): number {
  const pauses = runners.map(({ command }) => restartPauseMs(command)).filter((pauseMs) => pauseMs !== undefined);
  return pauses.length === 0 ? RUNNER_MS : Math.max(...pauses) + RESTART_MS + RUNNER_MS;
}

/** Whether its supervisor has started it again in vain, and may do so once more or has given up: that is a `crash-loop`. Who starts programs side by side may give up without a word. */
export const isRetried = ({ gaveUp, failures }: SupervisedProgram, supervisors: readonly Process[]): boolean =>
  gaveUp !== undefined || failures >= (areRunners(supervisors) ? MANY : 2);

/** Whether it is a supervisor that tells of a program which it has started again in vain: of the others it tells, too. */
export const isToldOf = (parent: Process | undefined, { log: { supervised = [] } }: { readonly log: Log }): boolean =>
  parent !== undefined &&
  isSupervisor(parent.command) &&
  supervised.some((program) => program.gaveUp?.until === undefined && isRetried(program, [parent]));
