import type { Instant } from '../../../core/clock.ts';
import { isAlive } from '../../../core/facts/process.ts';
import type { Watch } from '../../../core/ports/source.ts';
import { type Stat, TICK_MS } from '../files/parse-stat.ts';
import type { Procfs } from '../files/procfs.ts';
import { commandLines } from '../processes/command-lines.ts';
import type { appFinder, FoundProcess, SearchResult, Wanted } from './app-finder.ts';
import { foundEnvironment } from './found-environment.ts';

/** What a search for an app that someone else started needs. */
export interface SearchContext {
  readonly procfs: Procfs;
  /** The instant that start ticks count from. */
  readonly bootAt: Instant;
  readonly watch: Watch;
  readonly find: ReturnType<typeof appFinder>;
  readonly agentPid: number;
  /** The only process that counts as the app. */
  readonly pid?: number;
  /** After this many milliseconds without a visible app, the agent looks for the reason. */
  readonly patienceMs: number;
}

/** Scans all processes once. */
export function look({ find, watch }: SearchContext, wanted: Wanted): SearchResult {
  const { settings, at } = watch.facts();
  return find(wanted, settings, at);
}

/** When a process was started. */
export const startOf = ({ bootAt }: SearchContext, { startTicks }: Stat): Instant => bootAt + startTicks * TICK_MS;

/** Whether the process that was seen before is still alive. */
export const livesOn = (before: Stat, now: Stat | undefined): now is Stat =>
  now?.startTicks === before.startTicks && isAlive(now);

/**
 * Whether the process came into this PID namespace from outside, as a container's first process in a pod does.
 * Its exit stops its container.
 */
export const isContainersFirst = ({ pid, ppid }: Stat): boolean => ppid === 0 && pid !== 1;

/** Records the app that was found, and its variables. */
export function recordStart(context: SearchContext, { stat, by, command }: FoundProcess, inPlaceOf?: number): void {
  const { procfs, watch } = context;
  const at = watch.clock.now();
  const value = {
    command: command ?? commandLines(procfs).of(stat, at),
    pid: stat.pid,
    startedAt: Math.min(at, startOf(context, stat)),
    foundBy: by,
    ...(inPlaceOf !== undefined && { inPlaceOf }),
  };
  const { app, environment: before } = watch.facts().observed;
  const isSame = app.known && app.value.pid === stat.pid && before.known;
  watch.record({ kind: 'event', fact: 'app-started', value, at });
  const environment = foundEnvironment(procfs, stat.pid, at);
  // The variables read before are still valid: only the process's name has changed.
  if (environment.kind === 'saw' || !isSame) watch.record(environment);
}
