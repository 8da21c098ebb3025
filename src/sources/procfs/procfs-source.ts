import type { Instant } from '../../core/clock.ts';
import type { Observation } from '../../core/memory/observation.ts';
import type { Source, Watch } from '../../core/ports/source.ts';
import { openProcfs } from './files/procfs.ts';
import { createLook, type Look } from './look.ts';
import { allLost } from './look-news.ts';
import { earliestLook, type LastLook, paceMs } from './pace.ts';
import type { Ownership } from './processes/orphans.ts';

/** Which /proc to scan, and for which agent. */
export interface ProcfsOptions {
  /** The mount point of proc; /proc by default. */
  readonly root?: string;
  /** The agent's own process: never the app's. */
  readonly agentPid: number;
  readonly ownership: Ownership;
}

/** Watches the app's processes, listeners and Gunicorn heartbeats: often while it starts or has just exited, seldom while it is well. */
export function procfsSource({ root, agentPid, ownership }: ProcfsOptions): Source {
  return {
    name: 'procfs',
    isSlow: true,
    async run(watch, signal) {
      // The first scan takes tens of milliseconds, and must not delay the app's start.
      if (!watch.facts().observed.app.known) await watch.pause(paceMs(watch.facts()), signal, WAKE_ON);
      const first = { at: watch.clock.now(), monotonicMs: Number(process.hrtime.bigint()) / 1e6 };
      const viewer = { agentPid, ownership, agentUptimeMs: process.uptime() * 1_000 };
      const look = createLook(openProcfs(root), viewer, first);
      while (!signal.aborted) {
        const at = watch.clock.now();
        const before = process.cpuUsage();
        for (const observation of lookSafely(look, watch, at)) watch.record(observation);
        const { user, system } = process.cpuUsage(before);
        await rest(watch, { at, costMs: (user + system) / 1_000, tookMs: watch.clock.now() - at }, signal);
      }
    },
  };
}

const WAKE_ON: readonly Observation['fact'][] = [
  'app-started',
  'app-unseen',
  'app-not-started',
  'app-daemonized',
  'app-exited',
  'logged',
  'probed',
];

/** A scan that throws is a bug; the next one may succeed. */
function lookSafely(look: Look, watch: Watch, at: Instant): readonly Observation[] {
  try {
    return look(watch.facts(), at);
  } catch (error) {
    return allLost(`scanning /proc failed: ${error instanceof Error ? error.message : error}`, at);
  }
}

async function rest(watch: Watch, last: LastLook, signal: AbortSignal): Promise<void> {
  const facts = watch.facts();
  await watch.pause(Math.max(paceMs(facts), earliestLook(facts, last) - facts.at), signal, WAKE_ON);
  for (let waitMs = leftMs(); waitMs > 0 && !signal.aborted; waitMs = leftMs()) {
    await watch.pause(waitMs, signal, ['app-exited']);
  }

  function leftMs(): number {
    return earliestLook(watch.facts(), last) - watch.clock.now();
  }
}
