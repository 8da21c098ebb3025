import type { Instant } from '../../../core/clock.ts';
import { type App, isRunning } from '../../../core/facts/app.ts';
import { isAlive, LISTED_PROCESSES, type Process } from '../../../core/facts/process.ts';
import { known, type Observed, unknown } from '../../../core/observed.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import { endIn, type Stat, TICK_MS } from '../files/parse-stat.ts';
import type { Procfs } from '../files/procfs.ts';
import type { CommandLines } from './command-lines.ts';
import { judgeOrphan, type OrphanTraits, type Ownership, type Traits, traitsOf } from './orphans.ts';
import type { ProcessTable } from './process-table.ts';
import { appTree, type Member, withAncestors } from './process-tree.ts';

/** The app's processes as one scan found them. */
export interface AppProcesses {
  readonly members: ReadonlyMap<number, Member>;
  readonly processes: readonly Process[];
}

/** What finding the app's processes needs in addition to the table. */
export interface AppProcessesContext {
  readonly procfs: Procfs;
  readonly commands: CommandLines;
  readonly agentPid: number;
  readonly ownership: Ownership;
  /** The instant that start ticks count from. */
  readonly bootAt: Instant;
}

/** What is remembered of the app between scans. */
interface Remembered {
  readonly pid: number;
  readonly startTicks?: number;
  readonly traits?: Traits;
  readonly comm?: string;
  readonly session?: number;
  readonly members: ReadonlyMap<number, number>;
  /** Orphans that are permanently known not to be the app's: pid and start. */
  readonly strangers: ReadonlyMap<number, number>;
}

/** The longest delay between a process's start and the agent's record of it. */
const LATENESS_MS = 1_000;
const NOBODY_YET = { members: new Map(), strangers: new Map() };
const NOBODY: AppProcesses = { members: new Map(), processes: [] };

/** Finds the app's processes and remembers them; unknown, with the reason, when /proc does not show them. */
export function appProcessesFinder(
  context: AppProcessesContext,
): (app: App, table: ProcessTable, at: Instant) => Observed<AppProcesses> {
  let before: Remembered | undefined;
  return (app, table, at) => {
    const { pid, unseen } = app;
    if (unseen !== undefined) return unknown(unseen, at);
    if (pid === undefined) return known(NOBODY, at);
    const hidden = hiddenReason(app, pid, table, context.agentPid);
    if (hidden !== undefined) return unknown(hidden, at);
    const now = withMain(context, before?.pid === pid ? before : { pid, ...NOBODY_YET }, app, table);
    const strangers = new Map(
      [...now.strangers].filter(([each, start]) => table.stats.get(each)?.startTicks === start),
    );
    const members = treeOf(context, { ...now, strangers }, app, table);
    before = { ...now, strangers, members: new Map([...members].map(([each, { stat }]) => [each, stat.startTicks])) };
    return known({ members, processes: listedProcesses(context, members, now.session, at) }, at);
  };
}

/** Why the app's processes cannot be known; undefined when they can. */
function hiddenReason(app: App, pid: number, table: ProcessTable, agentPid: number): string | undefined {
  if (table.unreadable.has(pid)) return `the app's process cannot be read: ${table.unreadable.get(pid)}`;
  if (!table.stats.has(agentPid))
    return `/proc does not show the agent's own process ${agentPid}: it belongs to another PID namespace`;
  // Process 1 lives as long as its PID namespace.
  const hidesProcesses = !table.stats.has(1) && !table.unreadable.has(1);
  if (isRunning(app) && !table.stats.has(pid) && hidesProcesses) {
    return "/proc hides the processes of other users (mount option hidepid), the app's among them";
  }
  return undefined;
}

/** Records the command's identity while it lives: pids are reused, and its program can no longer be read after it exits. */
function withMain({ procfs }: AppProcessesContext, before: Remembered, app: App, table: ProcessTable): Remembered {
  const main = table.stats.get(before.pid);
  if (main === undefined || app.exit !== undefined) return before;
  const { startTicks, comm, session } = main;
  // A shell that became the program has a different exe and name.
  if (before.startTicks === startTicks && before.comm === comm) return before;
  const traits = traitsOf(procfs, before.pid);
  return { ...before, startTicks, comm, session, ...(traits && { traits }) };
}

/** The tree. Strangers found on the way are added to `now.strangers`. */
function treeOf(
  context: AppProcessesContext,
  now: Remembered & { readonly strangers: Map<number, number> },
  app: App,
  { stats }: ProcessTable,
): ReadonlyMap<number, Member> {
  const { pid, startTicks, members: before, strangers } = now;
  const traits = orphanTraits(context, now, app, stats);
  return appTree({
    stats,
    agentPid: context.agentPid,
    main: { pid, ...(startTicks !== undefined && { startTicks }), hasEnded: app.exit !== undefined },
    before,
    isOrphan(orphan) {
      if (strangers.has(orphan.pid)) return false;
      const verdict = judgeOrphan(context.procfs, orphan, traits);
      if (verdict === 'stranger') strangers.set(orphan.pid, orphan.startTicks);
      return verdict === 'app';
    },
  });
}

function orphanTraits(
  context: AppProcessesContext,
  now: Remembered,
  app: App,
  stats: ProcessTable['stats'],
): OrphanTraits {
  const { agentPid, ownership, bootAt } = context;
  return {
    mainPid: now.pid,
    startTicks: now.startTicks ?? (app.startedAt - LATENESS_MS - bootAt) / TICK_MS,
    ownership,
    agentPid,
    ownsNamespace: ownsNamespace(stats, agentPid),
    ...(now.traits && { traits: now.traits }),
  };
}

const LAUNCHER = 'sidewatch';

/** Process 1 is the agent, which starts only the app, or the agent's launcher. */
function ownsNamespace(stats: ReadonlyMap<number, Stat>, agentPid: number): boolean {
  return agentPid === 1 || (stats.get(1)?.comm === LAUNCHER && withAncestors(stats, agentPid).has(1));
}

/** The members in the facts' order: the command first, then by pid. If there are too many, the dead are dropped first. */
function listedProcesses(
  { commands, bootAt }: { readonly commands: CommandLines; readonly bootAt: Instant },
  members: ReadonlyMap<number, Member>,
  session: number | undefined,
  at: Instant,
): readonly Process[] {
  const rank = ({ stat, kinship }: Member): number => (kinship === 'main' ? 0 : stat.pid);
  const all = [...members.values()].sort((a, b) => rank(a) - rank(b));
  return withinLimit(all).map(({ stat, kinship }) => {
    const end = endIn(stat);
    return {
      pid: stat.pid,
      ppid: stat.ppid,
      kinship,
      name: quotable(stat.comm, 64),
      command: commands.of(stat, at),
      ...(session !== undefined && stat.session !== session && { isDetached: true as const }),
      state: stat.state,
      startedAt: bootAt + stat.startTicks * TICK_MS,
      cpuMs: stat.cpuTicks * TICK_MS,
      ...(end && { end }),
    };
  });
}

function withinLimit(all: readonly Member[]): readonly Member[] {
  if (all.length <= LISTED_PROCESSES) return all;
  const isKept = ({ kinship, stat }: Member): boolean => kinship === 'main' || isAlive(stat);
  const dead = all.filter((each) => !isKept(each));
  return [...all.filter(isKept), ...dead].slice(0, LISTED_PROCESSES);
}
