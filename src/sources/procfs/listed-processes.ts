import type { Instant } from '../../core/clock.ts';
import type { Process } from '../../core/facts/process.ts';
import { quotable } from '../../core/redact.ts';
import type { CommandLines } from './command-lines.ts';
import { TICK_MS } from './parse-stat.ts';
import type { Member } from './process-tree.ts';

const LISTED_PROCESSES = 1_024;

/** The members as the facts have them: the command first, then by pid; not more than 1,024. */
export function listedProcesses(
  { commands, bootAt }: { readonly commands: CommandLines; readonly bootAt: Instant },
  members: ReadonlyMap<number, Member>,
  session: number | undefined,
  at: Instant,
): readonly Process[] {
  const rank = ({ stat, kinship }: Member): number => (kinship === 'main' ? 0 : stat.pid);
  return [...members.values()]
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, LISTED_PROCESSES)
    .map(({ stat, kinship }) => ({
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
