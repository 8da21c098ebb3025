import type { Instant } from '../../core/clock.ts';
import type { Facts } from '../../core/facts.ts';
import type { Observation } from '../../core/observation.ts';
import type { Source } from '../../core/source.ts';
import { type CgroupRead, cgroupReader } from './read-cgroup.ts';

/** Where the file system begins; / unless told. */
export interface CgroupOptions {
  readonly root?: string;
}

const WAKE_ON: readonly Observation['fact'][] = ['app-exited', 'logged'];
const BUSY_MS = 1_000;
const HEALTHY_MS = 5_000;
/** However much is logged. */
const LEAST_MS = 100;

/** Watches the container's limits, of memory and processor: every second while the app starts or is ill, every 5 s while it is well, and when it ended. */
export function cgroupSource({ root }: CgroupOptions = {}): Source {
  return {
    name: 'cgroup',
    async run(watch, signal) {
      const read = cgroupReader(root);
      while (!signal.aborted) {
        watch.record(observation(read(), watch.clock.now()));
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
