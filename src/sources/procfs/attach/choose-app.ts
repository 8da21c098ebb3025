import type { FoundBy } from '../../../core/facts/app.ts';
import { keepsEndlessly } from '../../../core/facts/idle-command.ts';
import { isAlive } from '../../../core/facts/process.ts';
import { isLookingAround, isMachinery, isSidewatch, onlyStarts } from '../../../core/facts/program-kinds.ts';
import type { Stat } from '../files/parse-stat.ts';
import { withAncestors } from '../processes/process-tree.ts';

/** The processes to find the app among. */
export interface Candidates {
  readonly stats: ReadonlyMap<number, Stat>;
  readonly agentPid: number;
  /** The processes that hold a listener on an endpoint's port. */
  readonly holders: readonly number[];
  commandOf(stat: Stat): readonly string[];
  /** Whether the process may be the app, whatever it runs. */
  isEligible(stat: Stat): boolean;
  /** Whether a process that only keeps the container alive counts as the app. */
  mayKeep(stat: Stat): boolean;
}

/** The app's topmost process, and how it was recognized. */
export interface Choice {
  readonly stat: Stat;
  readonly by: Exclude<FoundBy, 'pid'>;
}

/**
 * The topmost process above a holder of the endpoint's listener. Without one, the oldest process that may be the app.
 * The agent, pause, a bare init and another sidewatch are not the app. A shell or a tool such as curl that someone runs to look around
 * is not either. Undefined if there is no candidate.
 */
export function chooseApp(candidates: Candidates): Choice | undefined {
  const roles = rolesIn(candidates);
  const serving = oldest(candidates.holders.flatMap((pid) => candidates.stats.get(pid) ?? []).filter(roles.mayServe));
  if (serving) return { stat: roles.topOf(serving), by: 'listener' };
  const eligible = [...candidates.stats.values()].filter((stat) => roles.mayBeApp(stat) && candidates.isEligible(stat));
  const found =
    oldest(eligible.filter((stat) => !onlyKeeps(candidates, stat))) ?? oldest(eligible.filter(candidates.mayKeep));
  return found && { stat: roles.topOf(found), by: 'age' };
}

/** The processes that keep a container alive and may become the app: a script's shell, `sleep`. */
export function keepersAmong(candidates: Candidates): readonly Stat[] {
  const { mayBeApp } = rolesIn(candidates);
  return [...candidates.stats.values()].filter(
    (stat) => onlyKeeps(candidates, stat) && mayBeApp(stat) && candidates.isEligible(stat),
  );
}

/** A shell, `sleep` or `tail` alone is not the app yet: the app is what it waits for, or starts. */
const onlyKeeps = ({ commandOf }: Candidates, stat: Stat): boolean => keepsEndlessly(commandOf(stat)) !== undefined;

const oldest = (stats: readonly Stat[]): Stat | undefined =>
  [...stats].sort((a, b) => a.startTicks - b.startTicks || a.pid - b.pid)[0];

function rolesIn({ stats, agentPid, commandOf, isEligible }: Candidates) {
  const above = withAncestors(stats, agentPid);
  const isNoApp = (stat: Stat): boolean =>
    isContainerMachinery(stat, commandOf(stat)) || isBeingStarted(stat, commandOf(stat));
  const hasNoScript = ({ tty, ppid }: Stat): boolean => tty !== 0 || ppid === agentPid || !stats.has(ppid);
  const isOpenedByHand = (stat: Stat): boolean =>
    stat.pid !== 1 && hasNoScript(stat) && isLookingAround(commandOf(stat));
  const chainOf = (stat: Stat): readonly Stat[] =>
    [...withAncestors(stats, stat.pid)].flatMap((pid) => stats.get(pid) ?? []);
  /** The agent starts nothing here. A script started the processes below it, then became the agent (`server & exec sidewatch attach`). */
  const mayServe = (stat: Stat): boolean =>
    isAlive(stat) && stat.pid !== agentPid && !isNoApp(stat) && !chainOf(stat).some(isOpenedByHand);
  const mayBeApp = (stat: Stat): boolean => mayServe(stat) && !above.has(stat.pid) && !isKernelThread(stat);
  const topOf = (stat: Stat): Stat => {
    const [, ...parents] = chainOf(stat);
    const end = parents.findIndex((each) => above.has(each.pid) || isNoApp(each) || !isEligible(each));
    return parents.slice(0, end < 0 ? undefined : end).at(-1) ?? stat;
  };
  return { mayServe, mayBeApp, topOf };
}

/** kthreadd and its children, visible when /proc shows the whole machine. */
const isKernelThread = ({ pid, ppid, group }: Stat): boolean => group === 0 && (pid === 2 || ppid === 2);

function isContainerMachinery({ comm, pid }: Stat, command: readonly string[]): boolean {
  const name = (command[0] ?? '').replace(/^.*\//, '');
  if (isMachinery(comm) || isMachinery(name) || onlyStarts(name) || isSidewatch(command)) return true;
  return command.length === 0 && pid === 1 && onlyStarts(comm);
}

/**
 * Whether a container's process still belongs to the runtime: `runc init`, or `crun`, which keeps its own command line.
 * In a shared PID namespace it is visible for some 50 ms before it becomes the program.
 */
export function isBeingStarted({ comm }: Stat, [program = '', word]: readonly string[]): boolean {
  if (/^runc:\[\d:[A-Z]+\]/.test(comm)) return true;
  return /(?:^|\/)(?:runc|exe)$/.test(program) ? word === 'init' : /^(?:runc|crun|youki)$/.test(comm);
}
