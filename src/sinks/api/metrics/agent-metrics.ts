import { readdirSync } from 'node:fs';
import { processStartMs } from '../../../monotonic.ts';
import type { About } from '../handler.ts';
import type { View } from '../view.ts';
import { counter, type Family, gauge } from './family.ts';

/** The agent's metrics about itself; its process has the names that Prometheus' own clients use. */
export function agentMetrics({ events }: View, { version }: About): readonly Family[] {
  const { user, system } = process.cpuUsage();
  const build = [{ labels: { version, node: process.versions.node }, value: 1 }];
  return [
    { name: 'sidewatch_build', help: 'The version of this sidewatch.', type: 'info', samples: build },
    counter('sidewatch_events', 'Events reported so far.', events.at(-1)?.seq ?? 0),
    counter('process_cpu_seconds', 'CPU time that the agent has used.', (user + system) / 1_000_000),
    gauge('process_resident_memory_bytes', 'Memory of the agent.', process.memoryUsage.rss()),
    gauge('process_heap_bytes', 'JavaScript heap of the agent.', process.memoryUsage().heapTotal),
    gauge('process_start_time_seconds', 'When the agent was started.', processStartMs / 1_000),
    gauge('process_open_fds', 'Files that the agent has open.', openFiles()),
  ];
}

/** Undefined where /proc cannot be read. */
function openFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}
