import type { Instant } from '../../../core/clock.ts';
import { type Stat, TICK_MS } from '../files/parse-stat.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import { readStat } from './process-table.ts';

/** What places the kernel's ticks on the agent's clock, all read at one moment. */
export interface BootInput {
  readonly at: Instant;
  /** The text of /proc/uptime (proc_uptime(5)). */
  readonly uptime?: string;
  /** The agent's own process, and for how long it has run. */
  readonly agent?: Stat;
  readonly agentUptimeMs: number;
}

/** The instant that start ticks count from, good to some 10 ms. Not from btime of /proc/stat, which is cut to a second. */
export function bootInstant({ at, uptime, agent, agentUptimeMs }: BootInput): Instant {
  const uptimeMs = Number.parseFloat(uptime ?? '') * 1_000;
  const agentStartMs = agent === undefined ? undefined : agent.startTicks * TICK_MS;
  // lxcfs gives a container an uptime of its own, while start ticks stay the host's: then the agent seems to come from the future.
  const isUsable = uptimeMs >= (agentStartMs ?? 0) - TICK_MS;
  if (isUsable || agentStartMs === undefined) return Number.isNaN(uptimeMs) ? at - agentUptimeMs : at - uptimeMs;
  return at - agentUptimeMs - agentStartMs;
}

/** The same, from /proc as it is at `at`; the agent is process `agentPid`, and has run for `agentUptimeMs`. */
export function readBootInstant(
  procfs: Procfs,
  { agentPid, agentUptimeMs }: { readonly agentPid: number; readonly agentUptimeMs: number },
  at: Instant,
): Instant {
  const uptime = whenRead(procfs.text('uptime'));
  const agent = readStat(procfs, agentPid);
  return bootInstant({
    at,
    agentUptimeMs,
    ...(uptime !== undefined && { uptime }),
    ...(typeof agent === 'object' && { agent }),
  });
}
