import type { App } from './app.ts';
import { processName } from './command-words.ts';
import { keepsEndlessly } from './idle-command.ts';
import { type Listener, listenerName } from './listener.ts';
import type { Past, Vanished } from './past.ts';
import { isAlive, type Process } from './process.ts';

/** The living processes that the command left behind when it exited: the daemon's master before its workers. */
export function survivorsOf(processes: readonly Process[]): readonly Process[] {
  const left = processes.filter((process) => process.kinship === 'survivor' && isAlive(process));
  const isMaster = (process: Process): boolean => !left.some(({ pid }) => pid === process.ppid);
  return [...left].sort((a, b) => Number(isMaster(b)) - Number(isMaster(a)) || a.pid - b.pid);
}

/** What a command left behind, and where that listens or listened. */
export interface LeftBehind {
  /** The daemon's master first; never empty. */
  readonly survivors: readonly [Process, ...Process[]];
  readonly listeners: readonly Listener[];
  /** The addresses of survivors that have exited since. */
  readonly listened?: readonly string[];
}

/** What a command that exited well left behind; undefined if nothing. */
export function leftBehind(processes: readonly Process[], listeners: readonly Listener[]): LeftBehind | undefined {
  const [first, ...rest] = survivorsOf(processes);
  if (first === undefined) return undefined;
  const survivors = [first, ...rest] as const;
  return { survivors, listeners: listenersOf(survivors, listeners) };
}

/**
 * What a command left behind whose exit code and signal are unknown: daemons, and processes that a shell put into the background.
 * The workers of a crashed server do not count. The container's end may have killed the survivors since.
 */
export function leftAfterUnknownEnd(
  { command, exit }: App,
  seen: { readonly processes: readonly Process[]; readonly listeners: readonly Listener[]; readonly past: Past },
): LeftBehind | undefined {
  // A command that exited before it could be read had put what it left into the background.
  const isStarter = command.length === 0 || keepsEndlessly(command) === true;
  const isDaemon = ({ isDetached }: Process): boolean => isDetached === true || isStarter;
  const now = leftBehind(seen.processes.filter(isDaemon), seen.listeners);
  const isSurvivor = ({ process, at }: Vanished): boolean =>
    process.kinship === 'survivor' && at >= (exit?.at ?? 0) && isDaemon(process);
  const gone = seen.past.vanished.filter(isSurvivor);
  const before = leftBehind(
    gone.map(({ process }) => process),
    [],
  );
  return now ?? (before && { ...before, listened: [...new Set(gone.flatMap(({ listened }) => listened))] });
}

/** The listeners that one of the processes owns. */
const listenersOf = (processes: readonly Process[], listeners: readonly Listener[]): readonly Listener[] =>
  listeners.filter((listener) => processes.some(({ pid }) => pid === listener.pid));

/** `nginx: master process (pid 12)`. */
export const processWords = (process: Process): string => `${processName(process)} (pid ${process.pid})`;

/** The same in a sentence, which quotes a command in backticks. */
export const quotedProcess = (process: Process, most?: number): string =>
  `\`${processName(process, most)}\` (pid ${process.pid})`;

/** `0.0.0.0:80 and [::]:80`; each name once. */
export const listenerNames = (listeners: readonly Listener[]): string => placeNames(listeners.map(listenerName));

/** Joins names: `a, b and c`, with `2 more` after the third. */
export function placeNames(all: readonly string[]): string {
  const names = [...new Set(all)];
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
