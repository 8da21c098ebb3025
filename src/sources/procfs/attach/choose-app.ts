import type { FoundBy } from '../../../core/facts/app.ts';
import { keepsEndlessly } from '../../../core/facts/idle-command.ts';
import { isAlive } from '../../../core/facts/process.ts';
import { isLookingAround, isMachinery, isSidewatch, onlyStarts } from '../../../core/facts/program-kinds.ts';
import type { Stat } from '../files/parse-stat.ts';
import { withAncestors } from '../processes/process-tree.ts';

/** The processes among which the app is to be told. */
export interface Candidates {
  readonly stats: ReadonlyMap<number, Stat>;
  readonly agentPid: number;
  /** The processes that hold a listener on an endpoint's port. */
  readonly holders: readonly number[];
  commandOf(stat: Stat): readonly string[];
  /** Whether it may be the app at all, whatever it is. */
  isEligible(stat: Stat): boolean;
  /** Whether a process that only keeps the container alive may count as the app. */
  mayKeep(stat: Stat): boolean;
}

/** The app's topmost process, and by what it was told. */
export interface Choice {
  readonly stat: Stat;
  readonly by: Exclude<FoundBy, 'pid'>;
}

/**
 * The topmost process above a holder of the endpoint's listener; else the oldest that is neither the agent's, nor one of the machinery of
 * containers (pause, a bare init, another sidewatch), nor what someone started to look around: a shell, or a tool such as curl. Undefined while there is none.
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

/** Whoever keeps a container alive, and may come to be the app: a script's shell, `sleep`. */
export function keepersAmong(candidates: Candidates): readonly Stat[] {
  const { mayBeApp } = rolesIn(candidates);
  return [...candidates.stats.values()].filter(
    (stat) => onlyKeeps(candidates, stat) && mayBeApp(stat) && candidates.isEligible(stat),
  );
}

/** A shell, `sleep` or `tail` alone is not yet the app: what it waits for, or starts, is. */
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
  /** The agent starts nothing here: what is below it a script started, before that became the agent (`server & exec sidewatch attach`). */
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

/** kthreadd and its children, which a view of the whole machine shows. */
const isKernelThread = ({ pid, ppid, group }: Stat): boolean => group === 0 && (pid === 2 || ppid === 2);

function isContainerMachinery({ comm, pid }: Stat, command: readonly string[]): boolean {
  const name = (command[0] ?? '').replace(/^.*\//, '');
  if (isMachinery(comm) || isMachinery(name) || onlyStarts(name) || isSidewatch(command)) return true;
  return command.length === 0 && pid === 1 && onlyStarts(comm);
}

/**
 * A container's process that is the runtime's own still, as it stands in a shared PID namespace for some 50 ms before it becomes the
 * program: `runc init`, and `crun`, which keeps the command line that it was called with.
 */
export function isBeingStarted({ comm }: Stat, [program = '', word]: readonly string[]): boolean {
  if (/^runc:\[\d:[A-Z]+\]/.test(comm)) return true;
  return /(?:^|\/)(?:runc|exe)$/.test(program) ? word === 'init' : /^(?:runc|crun|youki)$/.test(comm);
}
