import type { Vanished } from '../../core/facts/past.ts';
import type { Process } from '../../core/facts/process.ts';
import type { SupervisedProgram } from '../../core/facts/supervised.ts';
import type { Log } from '../../core/memory/facts.ts';
import { isParallelRunner, isSupervisor, restartPauseMs } from '../../remedies/servers/supervisors.ts';
import { MANY } from './crash-loops.ts';

/** A supervisor restarts a program within this time, right away if it had stayed up. Otherwise runsv waits 1 s, and supervisord 1 s more each time. */
const RESTART_MS = 1_800;
const BACKOFF_MS = 1_000;
/** The same when only /proc shows the exit, which misses short-lived processes. */
const UNTOLD_MS = 6_000;
/** supervisord's startsecs, the start of a runtime, and the time until a scan shows the exit. */
const STEADY_MS = 2_500;
const RUNNER_MS = 1_000;

/** How long one of these supervisors may take to restart the program. `seen`: its exit in /proc; `failures`: how many starts in a row failed, as the supervisor reports. */
export function restartMs(supervisors: readonly Process[], seen: Vanished | undefined, failures?: number): number {
  if (areRunners(supervisors)) return runnerMs(supervisors);
  const livedMs = seen === undefined ? 0 : seen.at - seen.process.startedAt;
  if (livedMs >= STEADY_MS) return RESTART_MS;
  return failures === undefined ? UNTOLD_MS : RESTART_MS + BACKOFF_MS * Math.max(1, failures);
}

const areRunners = (supervisors: readonly Process[]): boolean =>
  supervisors.every(({ command }) => isParallelRunner(command));

/** The same for runners of parallel programs, which restart a program only if they are configured to. */
function runnerMs(runners: readonly Process[]): number {
  const pauses = runners.map(({ command }) => restartPauseMs(command)).filter((pauseMs) => pauseMs !== undefined);
  return pauses.length === 0 ? RUNNER_MS : Math.max(...pauses) + RESTART_MS + RUNNER_MS;
}

/** Whether its supervisor has restarted it without success, and may retry or has given up: that is a `crash-loop`. A parallel runner may give up without a log line. */
export const isRetried = ({ gaveUp, failures }: SupervisedProgram, supervisors: readonly Process[]): boolean =>
  gaveUp !== undefined || failures >= (areRunners(supervisors) ? MANY : 2);

/** Whether the parent is a supervisor that logs failed restarts: it logs the exits of its other programs too. */
export const isToldOf = (parent: Process | undefined, { log: { supervised = [] } }: { readonly log: Log }): boolean =>
  parent !== undefined &&
  isSupervisor(parent.command) &&
  supervised.some((program) => program.gaveUp?.until === undefined && isRetried(program, [parent]));
