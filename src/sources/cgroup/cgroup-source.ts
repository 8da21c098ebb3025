import type { Instant } from '../../core/clock.ts';
import type { Facts } from '../../core/memory/facts.ts';
import type { Observation } from '../../core/memory/observation.ts';
import type { Source } from '../../core/ports/source.ts';
import { type CgroupRead, cgroupReader } from './read-cgroup.ts';

/** The root of the file system; / by default. */
export interface CgroupOptions {
  readonly root?: string;
  /** The process whose limits are read. The agent's limits also apply to the app if it is the agent's child. */
  readonly of?: 'the agent' | 'the app';
}

const WAKE_ON: readonly Observation['fact'][] = ['app-started', 'app-unseen', 'app-exited', 'logged'];
const BUSY_MS = 1_000;
const HEALTHY_MS = 5_000;
/** The minimum wait, however much is logged. */
const LEAST_MS = 100;

/**
 * Watches the container's memory and CPU limits: every second while the app starts or is unhealthy, every 5 s while it is well.
 * Also reads them when the app exits.
 */
export function cgroupSource({ root, of = 'the agent' }: CgroupOptions = {}): Source {
  return {
    name: 'cgroup',
    isSlow: true,
    async run(watch, signal) {
      const read = cgroupReader(root);
      while (!signal.aborted) {
        watch.record(observation(of === 'the agent' ? read() : readOf(watch.facts(), read), watch.clock.now()));
        const readAt = watch.clock.now();
        await watch.pause(paceMs(watch.facts()), signal, WAKE_ON);
        const leftMs = readAt + LEAST_MS - watch.clock.now();
        const { app } = watch.facts().observed;
        const hasEnded = app.known && app.value.exit !== undefined;
        if (leftMs > 0 && !hasEnded) await watch.pause(leftMs, signal, ['app-exited']);
      }
    },
  };
}

/** The limits of the app that was found; the agent may have different ones. */
function readOf({ observed: { app } }: Facts, read: (pid: number) => CgroupRead): CgroupRead {
  const pid = app.known ? app.value.pid : undefined;
  return pid === undefined ? { kind: 'hidden', reason: 'no process of the app is visible' } : read(pid);
}

function observation(read: CgroupRead, at: Instant): Observation {
  return read.kind === 'read'
    ? { kind: 'saw', fact: 'cgroup', value: read.value, at }
    : { kind: 'lost', fact: 'cgroup', reason: `the limits of the container cannot be read: ${read.reason}`, at };
}

function paceMs({ observed: { health } }: Facts): number {
  if (!health.known) return BUSY_MS;
  const { status, runtime } = health.value;
  return status === 'running' && runtime.consecutiveFailures === 0 ? HEALTHY_MS : BUSY_MS;
}
