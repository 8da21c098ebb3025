import { kill } from 'node:process';
import { survivorsOf } from '../../core/facts/survivors.ts';
import type { Watch } from '../../core/ports/source.ts';

/** Goes on while anything lives that a command left behind which ended just now; at once over when nothing does. */
export async function outlive(watch: Watch, signal: AbortSignal): Promise<void> {
  const endedAt = watch.clock.now();
  if (stopWasAsked(watch)) return;
  watch.record({ kind: 'event', fact: 'app-daemonized', value: { code: 0 }, at: endedAt });
  while (!signal.aborted && isAnyoneLeft(watch, endedAt)) await watch.pause(1_000, signal, ['processes']);
}

/** Sends a signal to the masters among the daemons that the command left behind. */
export function signalSurvivors(signal: NodeJS.Signals, watch: Watch): void {
  const { processes } = watch.facts().observed;
  const survivors = processes.known ? survivorsOf(processes.value) : [];
  for (const { pid, ppid } of survivors) {
    if (survivors.some((each) => each.pid === ppid)) continue;
    try {
      kill(pid, signal);
    } catch {
      // It ended meanwhile.
    }
  }
}

function stopWasAsked(watch: Watch): boolean {
  const { app } = watch.facts().observed;
  return app.known && app.value.stopRequestedAt !== undefined;
}

/** Until /proc has been looked at since, somebody may be. */
function isAnyoneLeft(watch: Watch, endedAt: number): boolean {
  const { processes } = watch.facts().observed;
  return processes.at < endedAt || (processes.known && survivorsOf(processes.value).length > 0);
}
