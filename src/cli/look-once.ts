import { runAgent } from '../agent/agent.ts';
import { checksProcessOnly } from '../core/checks/profile.ts';
import { newMemory } from '../core/memory/memory.ts';
import { isAwaited } from '../core/observed.ts';
import type { Sink } from '../core/ports/sink.ts';
import type { Source, Watch } from '../core/ports/source.ts';
import type { StatusBody } from '../core/report/status-body.ts';
import { rules } from '../rules/index.ts';
import { SETTLED_MS } from '../rules/shared/serving.ts';
import type { Options } from '../settings/options.ts';
import { cgroupSource } from '../sources/cgroup/cgroup-source.ts';
import { probeSource } from '../sources/probe/probe-source.ts';
import { foundApp } from '../sources/procfs/attach/found-app.ts';
import { procfsSource } from '../sources/procfs/procfs-source.ts';
import { systemClock } from '../system-clock.ts';
import { ownIdentity } from './identity.ts';

/** The longest that one probe may take here. */
const PROBE_TIMEOUT_MS = 5_000;
const NO_APP_MS = 1_500;
const POLL_MS = 50;

/**
 * Checks the app without an agent, with the same sources and rules. Returns when the app is known to be healthy, or when the diagnoses
 * have settled: after a few seconds at most.
 */
export async function lookOnce({ settings, problems }: Options): Promise<StatusBody> {
  const timeoutMs = Math.min(settings.timing.timeoutMs, PROBE_TIMEOUT_MS);
  const quick = { ...settings, timing: { ...settings.timing, timeoutMs } };
  let body: StatusBody | undefined;
  const memo: Sink = {
    name: 'memo',
    deliver: async (report) => {
      body = report.body;
    },
  };
  await runAgent({
    clock: systemClock,
    memory: newMemory(quick, problems, systemClock.now(), ownIdentity()),
    rules,
    app: passingGlance(),
    sources: [
      procfsSource({ agentPid: process.pid, ownership: { kind: 'found' } }),
      probeSource(),
      cgroupSource({ of: 'the app' }),
    ],
    sinks: [memo],
    heartbeatMs: 3_600_000,
    exitGraceMs: 0,
    random: Math.random,
    onFailure: () => undefined,
  });
  if (body === undefined) throw new Error('the check made no report');
  return body;
}

/** Finds the app and watches it until enough is known. */
function passingGlance(): Source {
  const never = new AbortController().signal;
  return {
    name: 'glance',
    async run(watch, signal) {
      const enough = new AbortController();
      const app = foundApp({ agentPid: process.pid, stop: never, patienceMs: NO_APP_MS / 2 });
      const following = app.run(watch, AbortSignal.any([signal, enough.signal]));
      const since = watch.clock.now();
      while (!signal.aborted && !hasSeenEnough(watch, watch.clock.now() - since)) await watch.pause(POLL_MS, signal);
      enough.abort();
      await following;
    },
  };
}

function hasSeenEnough({ facts }: Watch, forMs: number): boolean {
  const { observed, settings } = facts();
  const { app, health, probes, endpoints, listeners, processes, cgroup } = observed;
  if (!app.known || !health.known) return forMs >= NO_APP_MS;
  if (forMs >= settings.timing.timeoutMs + SETTLED_MS) return true;
  const hasLooked = ![listeners, processes, cgroup].some(isAwaited);
  if (!hasLooked) return false;
  if (health.value.status === 'running') return true;
  const isProbed = probes.known && probes.value.length > 0;
  const isToBeProbed = !checksProcessOnly(settings) && endpoints.known && endpoints.value.length > 0;
  // A missing listener counts only after it has been missing for a while.
  return forMs >= SETTLED_MS + 200 && (isProbed || !isToBeProbed);
}
