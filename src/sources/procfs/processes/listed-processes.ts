import type { Instant } from '../../../core/clock.ts';
import { isAlive, LISTED_PROCESSES, type Process } from '../../../core/facts/process.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import { TICK_MS } from '../files/parse-stat.ts';
import type { CommandLines } from './command-lines.ts';
import type { Member } from './process-tree.ts';

/** The members as the facts have them: the command first, then by pid; where they are too many, the dead give way. */
export function listedProcesses(
  { commands, bootAt }: { readonly commands: CommandLines; readonly bootAt: Instant },
  members: ReadonlyMap<number, Member>,
  session: number | undefined,
  at: Instant,
): readonly Process[] {
  const rank = ({ stat, kinship }: Member): number => (kinship === 'main' ? 0 : stat.pid);
  const all = [...members.values()].sort((a, b) => rank(a) - rank(b));
  return withinLimit(all).map(({ stat, kinship }) => ({
    pid: stat.pid,
    ppid: stat.ppid,
    kinship,
    name: quotable(stat.comm, 64),
    command: commands.of(stat, at),
    ...(session !== undefined && stat.session !== session && { isDetached: true as const }),
    state: stat.state,
    startedAt: bootAt + stat.startTicks * TICK_MS,
    cpuMs: stat.cpuTicks * TICK_MS,
  }));
}

function withinLimit(all: readonly Member[]): readonly Member[] {
  if (all.length <= LISTED_PROCESSES) return all;
  const isKept = ({ kinship, stat }: Member): boolean => kinship === 'main' || isAlive(stat);
  const dead = all.filter((each) => !isKept(each));
  return [...all.filter(isKept), ...dead].slice(0, LISTED_PROCESSES);
}
