import type { Instant } from '../../../core/clock.ts';
import { isAlive } from '../../../core/facts/process.ts';
import type { Watch } from '../../../core/ports/source.ts';
import { type Stat, TICK_MS } from '../files/parse-stat.ts';
import type { Procfs } from '../files/procfs.ts';
import { commandLines } from '../processes/command-lines.ts';
import type { appFinder, FoundProcess, Search, Wanted } from './app-finder.ts';
import { foundEnvironment } from './found-environment.ts';

/** Who searches for an app that someone else started, and tells of it. */
export interface Seeker {
  readonly procfs: Procfs;
  /** The instant that start ticks count from. */
  readonly bootAt: Instant;
  readonly watch: Watch;
  readonly find: ReturnType<typeof appFinder>;
  readonly agentPid: number;
  /** The only process that will do. */
  readonly pid?: number;
  /** After this long without an app to be seen, it is asked why. */
  readonly patienceMs: number;
}

/** The app's topmost process, and by what it was told. */
export type Found = FoundProcess;

/** Looks once, at all processes. */
export function look({ find, watch }: Seeker, wanted: Wanted): Search {
  const { settings, at } = watch.facts();
  return find(wanted, settings, at);
}

/** When a process was started. */
export const startOf = ({ bootAt }: Seeker, { startTicks }: Stat): Instant => bootAt + startTicks * TICK_MS;

/** Whether the process that was seen before still lives. */
export const livesOn = (before: Stat, now: Stat | undefined): now is Stat =>
  now?.startTicks === before.startTicks && isAlive(now);

/** Whether it came into this PID namespace from outside, as a container's first process does in a pod: its end is its container's. */
export const isContainersFirst = ({ pid, ppid }: Stat): boolean => ppid === 0 && pid !== 1;

/** Tells of the app that was found, and of the variables that it was given. */
export function tellStart(seeker: Seeker, { stat, by, command }: Found, inPlaceOf?: number): void {
  const { procfs, watch } = seeker;
  const at = watch.clock.now();
  const value = {
    command: command ?? commandLines(procfs).of(stat, at),
    pid: stat.pid,
    startedAt: Math.min(at, startOf(seeker, stat)),
    foundBy: by,
    ...(inPlaceOf !== undefined && { inPlaceOf }),
  };
  const { app, environment: before } = watch.facts().observed;
  const isSame = app.known && app.value.pid === stat.pid && before.known;
  watch.record({ kind: 'event', fact: 'app-started', value, at });
  const environment = foundEnvironment(procfs, stat.pid, at);
  // What was read before is what it was given still: it has only another name now.
  if (environment.kind === 'saw' || !isSame) watch.record(environment);
}
