import type { Settings } from '../../../core/checks/settings.ts';
import type { Instant } from '../../../core/clock.ts';
import { configuredEndpoints } from '../../../core/facts/endpoint.ts';
import { type Stat, TICK_MS } from '../files/parse-stat.ts';
import type { Procfs } from '../files/procfs.ts';
import { commandLines } from '../processes/command-lines.ts';
import { type ProcessTable, processTableReader } from '../processes/process-table.ts';
import { listenerReader } from '../sockets/listeners.ts';
import { type Candidates, type Choice, chooseApp, isBeingStarted, keepersAmong } from './choose-app.ts';

/** Which processes may be the app. */
export interface Wanted {
  /** Only this process, whatever it runs. */
  readonly pid?: number;
  isEligible(stat: Stat): boolean;
  /** Whether a process that only keeps the container alive counts as the app once it has done so for a while. */
  readonly mayKeep: boolean;
}

/** A process that is the app. */
export interface FoundProcess {
  readonly stat: Stat;
  readonly by: Choice['by'] | 'pid';
  /** The command line as it was seen, where it can no longer be read. */
  readonly command?: readonly string[];
}

/** The result of one search. */
export interface SearchResult {
  readonly found?: FoundProcess;
  /** Why the processes cannot be listed; undefined when they can. */
  readonly table: ProcessTable | string;
  /** Whether a process that is not visible listens on an endpoint's port. */
  readonly listensUnseen: boolean;
  /** Processes that a container runtime has created and that will become the container's program. */
  readonly starting: readonly Stat[];
  /** Processes that so far only keep a container alive. */
  readonly keepers: readonly { readonly stat: Stat; readonly command: readonly string[] }[];
}

/** `sleep 2` in a start script soon makes room for the app; a process that has kept this long is all there is. */
const KEEPING_MS = 10_000;

/**
 * A process without a command line has wiped it if it stays so for longer than this.
 * Before that it may still become a program that must not be the app.
 */
const BECOMING_MS = 1_000;

/** Searches the processes in /proc for an app that someone else started. */
export function appFinder(
  procfs: Procfs,
  agentPid: number,
  bootAt: Instant,
): (wanted: Wanted, settings: Settings, at: Instant) => SearchResult {
  const commands = commandLines(procfs);
  const readTable = processTableReader(procfs);
  const readListeners = listenerReader(procfs, commands);
  return (wanted, settings, at) => {
    const table = readTable(new Set(), at);
    if (table.kind !== 'read') return { table: table.reason, listensUnseen: false, starting: [], keepers: [] };
    const { stats } = table.value;
    commands.keepOnly(new Set(stats.keys()));
    const listeners = readListeners({ stats, agentPid, isWhole: false }, at);
    const open = listeners.known ? listeners.value : [];
    const ports = configuredEndpoints(settings).map(({ port }) => port);
    const ageOf = ({ startTicks }: Stat): number => at - (bootAt + startTicks * TICK_MS);
    const isSettled = (stat: Stat): boolean => ageOf(stat) >= BECOMING_MS;
    const candidates: Candidates = {
      stats,
      agentPid,
      holders: open.flatMap(({ port, pid }) => (pid !== undefined && ports.includes(port) ? [pid] : [])),
      commandOf: (stat) => commands.of(stat, at),
      isEligible: (stat) => wanted.isEligible(stat) && (commands.of(stat, at).length > 0 || isSettled(stat)),
      mayKeep: (stat) => wanted.mayKeep && ageOf(stat) >= KEEPING_MS,
    };
    const choice = wanted.pid === undefined ? chooseApp(candidates) : byPid(stats.get(wanted.pid));
    const listensUnseen = open.some(({ pid, inode }) => pid === undefined && inode !== 0);
    const starting = [...stats.values()].filter((stat) => isBeingStarted(stat, commands.of(stat, at)));
    const keepers = keepersAmong(candidates).map((stat) => ({ stat, command: candidates.commandOf(stat) }));
    const rest = { listensUnseen, starting, keepers };
    return { table: table.value, ...rest, ...(choice && { found: choice }) };
  };
}

const byPid = (stat: Stat | undefined) =>
  stat === undefined || stat.state === 'Z' ? undefined : { stat, by: 'pid' as const };
