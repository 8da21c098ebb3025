import { networkInterfaces } from 'node:os';
import { probeAddress } from '../../core/facts/address.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { nextProbes, type PlannedProbe } from '../../core/memory/probe-plan.ts';
import type { Source, Watch } from '../../core/ports/source.ts';
import { type FollowUps, followUps } from './follow-up.ts';
import { makeProbe } from './make-probe.ts';

const WAKE_ON = [
  'listeners',
  'app-started',
  'app-unseen',
  'app-exited',
  'app-not-started',
  'probed',
  'check-requested',
  'agent-starved',
] as const;
const IDLE_MS = 60_000;

/** The container's own addresses, as its network interfaces have them now. */
export const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));

/** Whether a loopback interface is up; undefined if no interface is visible at all. */
function isLoopbackUp(): boolean | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.length === 0 ? undefined : all.some(({ internal }) => internal);
}

/**
 * Probes every endpoint at the container's own address as planned, one probe at a time each, and records `probed`.
 * A probe that the app's exit cut off is not recorded.
 */
export function probeSource(addresses: () => readonly string[] = ownAddresses): Source {
  return { name: 'probe', run: (watch, signal) => run(watch, signal, addresses) };
}

interface RunningProbe {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

async function run(watch: Watch, signal: AbortSignal, addresses: () => readonly string[]): Promise<void> {
  const running = new Map<string, RunningProbe>();
  const further = followUps(watch.clock, (value, at) => watch.record({ kind: 'event', fact: 'greeted', value, at }));
  while (!signal.aborted) {
    const plan = nextProbes(watch.facts());
    abortUnplanned(running, plan);
    const now = watch.clock.now();
    const idle = plan.filter((planned) => !running.has(keyOf(planned)));
    for (const planned of idle.filter(({ dueAt }) => dueAt <= now)) {
      const controller = new AbortController();
      const done = probeOnce(watch, planned, probeAddress(addresses()), further, controller.signal, () =>
        running.delete(keyOf(planned)),
      );
      running.set(keyOf(planned), { controller, done });
    }
    const dueAt = Math.min(...idle.map((planned) => planned.dueAt).filter((due) => due > now), now + IDLE_MS);
    await watch.pause(dueAt - now, signal, WAKE_ON);
  }
  const rest = [...running.values()].map(({ done }) => done);
  abortUnplanned(running, []);
  await Promise.all(rest);
}

const keyOf = ({ endpoint }: PlannedProbe): string => `${endpoint.protocol}:${endpoint.port}`;

/** Aborts probes that are no longer planned: the app has exited, or the endpoint has changed. */
function abortUnplanned(running: Map<string, RunningProbe>, plan: readonly PlannedProbe[]): void {
  for (const [key, { controller }] of running) {
    if (plan.some((planned) => keyOf(planned) === key)) continue;
    controller.abort();
    running.delete(key);
  }
}

async function probeOnce(
  watch: Watch,
  { endpoint, purpose, demanded }: PlannedProbe,
  address: string,
  further: FollowUps,
  signal: AbortSignal,
  onDone: () => void,
): Promise<void> {
  const { clock } = watch;
  const order = { endpoint, purpose, address, settings: watch.facts().settings };
  const wasUp = isLoopbackUp();
  const made = await makeProbe(order, clock, signal);
  // The follow-ups are only evidence: the probe itself must be recorded in any case.
  const told = made && (await further.complete(made, watch.facts(), signal).catch(() => made.probe));
  // Aborted: it is no longer in `running`, and another probe may run under its key.
  if (told === undefined || signal.aborted) return;
  onDone();
  const probe = {
    ...told,
    ...(demanded && { demanded }),
    ...(isUndelivered(told, wasUp) && { undelivered: 'loopback-down' as const }),
  };
  watch.record({ kind: 'event', fact: 'probed', value: probe, at: clock.now() });
}

/** Packets to the container's own address use loopback. While that is down they are lost, whatever the app does. */
function isUndelivered({ outcome }: Probe, wasUp: boolean | undefined): boolean {
  const states = [wasUp, isLoopbackUp()];
  if (outcome.kind === 'connect-timeout') return states.includes(false);
  return outcome.kind === 'failed' && outcome.reason === 'ENETUNREACH' && !states.every((isUp) => isUp === true);
}
