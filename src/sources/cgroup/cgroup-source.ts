import type { Instant } from '../../core/clock.ts';
import type { Facts } from '../../core/memory/facts.ts';
import type { Observation } from '../../core/memory/observation.ts';
import type { Source } from '../../core/ports/source.ts';
import { type CgroupRead, cgroupReader } from './read-cgroup.ts';

/** Where the file system begins; / by default. */
export interface CgroupOptions {
  readonly root?: string;
  /** Whose limits these are: the agent's, which are the app's too where it is the agent's child, or those of the app that was found. */
  readonly of?: 'the agent' | 'the app';
}

const WAKE_ON: readonly Observation['fact'][] = ['app-started', 'app-unseen', 'app-exited', 'logged'];
const BUSY_MS = 1_000;
const HEALTHY_MS = 5_000;
/** However much is logged. */
const LEAST_MS = 100;

/** Watches the container's limits, of memory and processor: every second while the app starts or is ill, every 5 s while it is well, and when it ended. */
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

/** The limits of the app that was found; the agent's own may be others. */
function readOf({ observed: { app } }: Facts, read: (pid: number) => CgroupRead): CgroupRead {
  const pid = app.known ? app.value.pid : undefined;
  return pid === undefined ? { kind: 'hidden', reason: 'no process of the app can be seen' } : read(pid);
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
