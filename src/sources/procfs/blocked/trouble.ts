import { newestProbes } from '../../../core/checks/newest-probes.ts';
import type { Instant } from '../../../core/clock.ts';
import { isRunning } from '../../../core/facts/app.ts';
import { type Heartbeat, isAlive, type Process } from '../../../core/facts/process.ts';
import type { Facts } from '../../../core/memory/facts.ts';

// A start takes a moment. The agent reads nothing about an app that needs no longer than this.
const START_MS = 1_000;

/** Whether it is worth knowing what the app waits for: it runs, and is not up yet or fails its checks. Costs a healthy app nothing. */
export function isInTrouble({ at, observed: { app, health, endpoints, probes } }: Facts): boolean {
  if (!app.known || !health.known || !isRunning(app.value) || app.value.stopRequestedAt !== undefined) return false;
  if (at - app.value.startedAt < START_MS) return false;
  const { everHealthy, runtime } = health.value;
  if (runtime.consecutiveFailures > 0) return true;
  const newest =
    endpoints.known && probes.known ? newestProbes({ endpoints: endpoints.value, probes: probes.value }) : [];
  return everHealthy ? newest.some(({ passed }) => !passed) : !newest.some(({ passed }) => passed);
}

// An idle sync worker beats only twice per timeout, which may be long; examining it is cheap.
const QUIET_MS = 2_000;

/** Gunicorn's living workers without a heartbeat for 2 s. */
export function quietWorkers(
  heartbeats: readonly Heartbeat[],
  processes: readonly Process[],
  at: Instant,
): readonly Process[] {
  const beats = new Map(heartbeats.map(({ pid, beatAt }) => [pid, beatAt]));
  return processes.filter(
    (process) =>
      beats.has(process.pid) && isAlive(process) && at - (beats.get(process.pid) ?? process.startedAt) >= QUIET_MS,
  );
}
