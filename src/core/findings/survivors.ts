import { type Listener, listenerName } from '../facts/listener.ts';
import { commandLine, isAlive, type Process } from '../facts/process.ts';

/** The living processes that the command left behind when it ended: the daemon's master before its workers. */
export function survivorsOf(processes: readonly Process[]): readonly Process[] {
  const left = processes.filter((process) => process.kinship === 'survivor' && isAlive(process));
  const isMaster = (process: Process): boolean => !left.some(({ pid }) => pid === process.ppid);
  return [...left].sort((a, b) => Number(isMaster(b)) - Number(isMaster(a)) || a.pid - b.pid);
}

/** The listeners that one of the processes owns. */
export const listenersOf = (processes: readonly Process[], listeners: readonly Listener[]): readonly Listener[] =>
  listeners.filter((listener) => processes.some(({ pid }) => pid === listener.pid));

/** `nginx: master process (pid 12)`. */
export const processWords = (process: Process): string => `${commandLine(process).slice(0, 120)} (pid ${process.pid})`;

/** `0.0.0.0:80 and [::]:80`; each name once. */
export function listenerNames(listeners: readonly Listener[]): string {
  const names = [...new Set(listeners.map(listenerName))];
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
