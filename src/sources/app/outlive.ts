import { kill } from 'node:process';
import { survivorsOf } from '../../core/facts/survivors.ts';
import type { Watch } from '../../core/ports/source.ts';

/** Waits while any process runs that the command, which has just exited, left behind. Returns immediately when there is none. */
export async function outlive(watch: Watch, signal: AbortSignal): Promise<void> {
  const endedAt = watch.clock.now();
  if (stopWasAsked(watch)) return;
  watch.record({ kind: 'event', fact: 'app-daemonized', value: { code: 0 }, at: endedAt });
  while (!signal.aborted && isAnyoneLeft(watch, endedAt)) await watch.pause(1_000, signal, ['processes']);
}

/** Sends a signal to the processes that the command left behind, except those whose parent is one of them. */
export function signalSurvivors(signal: NodeJS.Signals, watch: Watch): void {
  const { processes } = watch.facts().observed;
  const survivors = processes.known ? survivorsOf(processes.value) : [];
  for (const { pid, ppid } of survivors) {
    if (survivors.some((each) => each.pid === ppid)) continue;
    try {
      kill(pid, signal);
    } catch {
      // It has exited in the meantime.
    }
  }
}

function stopWasAsked(watch: Watch): boolean {
  const { app } = watch.facts().observed;
  return app.known && app.value.stopRequestedAt !== undefined;
}

/** Also true until /proc has been read since the end. */
function isAnyoneLeft(watch: Watch, endedAt: number): boolean {
  const { processes } = watch.facts().observed;
  return processes.at < endedAt || (processes.known && survivorsOf(processes.value).length > 0);
}
