import type { Kinship } from '../../../core/facts/process.ts';
import type { Stat } from '../files/parse-stat.ts';

/** What tells the app's processes from all others. */
export interface TreeInput {
  readonly stats: ReadonlyMap<number, Stat>;
  readonly agentPid: number;
  /** The command as it was started; no `startTicks` if it exited before the first scan. */
  readonly main: { readonly pid: number; readonly startTicks?: number; readonly hasEnded: boolean };
  /** The app's processes in the scan before: pid and start. */
  readonly before: ReadonlyMap<number, number>;
  /** Whether an orphan of unknown origin is the app's; called only for orphans. */
  isOrphan(orphan: Stat): boolean;
}

/** One process of the app. */
export interface Member {
  readonly stat: Stat;
  readonly kinship: Kinship;
}

/**
 * The app's processes, by pid: the command, its descendants, members of the scan before that moved elsewhere, and orphans.
 * Never the agent, or what it started alongside the app.
 */
export function appTree(input: TreeInput): ReadonlyMap<number, Member> {
  const { stats, main } = input;
  const mainStat = stats.get(main.pid);
  const mainIsThere = mainStat !== undefined && mainStat.startTicks === main.startTicks;
  const hasEnded = main.hasEnded || !mainIsThere;
  const kinshipOf = (stat: Stat): Kinship => {
    if (mainIsThere && stat.pid === main.pid) return 'main';
    // A zombie is left over, but no longer runs.
    return hasEnded && stat.state !== 'Z' && stat.state !== 'X' ? 'survivor' : 'descendant';
  };
  const isMember = membership(input);
  const members = [...stats.values()].filter(({ pid }) => isMember(pid));
  return new Map(members.map((stat) => [stat.pid, { stat, kinship: kinshipOf(stat) }]));
}

/** The process and all its ancestors in this table. */
export function withAncestors(stats: ReadonlyMap<number, Stat>, pid: number): ReadonlySet<number> {
  const seen = new Set<number>();
  for (let at = stats.get(pid); at !== undefined && !seen.has(at.pid); at = stats.get(at.ppid)) seen.add(at.pid);
  return seen;
}

function membership(input: TreeInput): (pid: number) => boolean {
  const verdicts = new Map<number, boolean>();
  const isOwnMember = ownMembership(input);
  return (pid) => {
    // Iterates instead of recursing: a chain of 32,000 parents must not overflow the stack. A torn table may even contain a cycle.
    const chain = new Set<number>();
    let verdict: boolean | undefined;
    for (let at = pid; verdict === undefined; ) {
      const stat = input.stats.get(at);
      verdict = stat === undefined || chain.has(at) ? false : (verdicts.get(at) ?? isOwnMember(stat));
      chain.add(at);
      if (stat !== undefined) at = stat.ppid;
    }
    for (const each of chain) verdicts.set(each, verdict);
    return verdict;
  };
}

/** Whether a process itself belongs to the app, whatever its parent; undefined if its parent decides. */
function ownMembership(input: TreeInput): (stat: Stat) => boolean | undefined {
  const { agentPid, main, before } = input;
  // Orphans go to init, or to a subreaper: a process above the agent, such as its launcher, or the agent itself.
  const reapers = new Set([1, ...withAncestors(input.stats, agentPid)]);
  return (stat) => {
    if (stat.pid === agentPid) return false;
    if (stat.pid === main.pid && stat.startTicks === main.startTicks) return true;
    if (before.get(stat.pid) === stat.startTicks) return true;
    return reapers.has(stat.ppid) && input.isOrphan(stat) ? true : undefined;
  };
}
