import type { Instant } from '../../../core/clock.ts';
import { type Stat, TICK_MS } from '../files/parse-stat.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';
import { readStat } from './process-table.ts';

/** What maps the kernel's ticks to the agent's clock, all read at one moment. */
export interface BootInput {
  readonly at: Instant;
  /** The text of /proc/uptime (proc_uptime(5)). */
  readonly uptime?: string;
  /** The agent's own process, and how long it has been running. */
  readonly agent?: Stat;
  readonly agentUptimeMs: number;
}

/** The instant that start ticks count from, accurate to some 10 ms. The btime of /proc/stat is truncated to seconds, so it is not used. */
export function bootInstant({ at, uptime, agent, agentUptimeMs }: BootInput): Instant {
  const uptimeMs = Number.parseFloat(uptime ?? '') * 1_000;
  const agentStartMs = agent === undefined ? undefined : agent.startTicks * TICK_MS;
  // lxcfs gives a container its own uptime, while start ticks remain the host's: the agent then seems to start in the future.
  const isUsable = uptimeMs >= (agentStartMs ?? 0) - TICK_MS;
  if (isUsable || agentStartMs === undefined) return Number.isNaN(uptimeMs) ? at - agentUptimeMs : at - uptimeMs;
  return at - agentUptimeMs - agentStartMs;
}

/** Reads the same from /proc at `at`. The agent is process `agentPid` and has been running for `agentUptimeMs`. */
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
