import type { Instant } from './clock.ts';
import type { Probe } from './facts/probe.ts';
import type { Settings } from './settings.ts';

/** What the runtime checks say; `unknown` before the first pass or enough failures. */
export type RuntimeState = 'unknown' | 'healthy' | 'unhealthy';

/** The checks of one endpoint so far. */
export interface EndpointChecks {
  readonly port: number;
  readonly firstReleasePassAt?: Instant;
  readonly runtime: RuntimeState;
  readonly failures: number;
  readonly passes: number;
  readonly lastRelease?: Probe;
  readonly lastRuntime?: Probe;
}

const noChecks = (port: number): EndpointChecks => ({ port, runtime: 'unknown', failures: 0, passes: 0 });

/** Folds a probe's result into the checks of its endpoint. */
export function withProbe(
  before: readonly EndpointChecks[],
  probe: Probe,
  settings: Settings,
): readonly EndpointChecks[] {
  const { port } = probe.endpoint;
  const checks = before.find((each) => each.port === port) ?? noChecks(port);
  const after = probe.purpose === 'release' ? withRelease(checks, probe) : withRuntime(checks, probe, settings);
  return [...before.filter((each) => each.port !== port), after];
}

/** The release check of these ports had passed before this agent began. */
export function withPassBefore(
  before: readonly EndpointChecks[],
  ports: readonly number[],
  at: Instant,
): readonly EndpointChecks[] {
  const passed = ports.map((port) => ({
    ...(before.find((each) => each.port === port) ?? noChecks(port)),
    firstReleasePassAt: at,
  }));
  return [...before.filter(({ port }) => !ports.includes(port)), ...passed];
}

const finishedAt = (probe: Probe): Instant => probe.at + probe.durationMs;

function withRelease(checks: EndpointChecks, probe: Probe): EndpointChecks {
  const passedNow = probe.passed && checks.firstReleasePassAt === undefined;
  return { ...checks, lastRelease: probe, ...(passedNow && { firstReleasePassAt: finishedAt(probe) }) };
}

function withRuntime(checks: EndpointChecks, probe: Probe, { timing }: Settings): EndpointChecks {
  if (probe.demanded) return { ...checks, lastRuntime: probe };
  const failures = probe.passed ? 0 : checks.failures + 1;
  const passes = probe.passed ? checks.passes + 1 : 0;
  // The first pass settles it; after a failure the thresholds decide.
  const passesNeeded = checks.runtime === 'unhealthy' ? timing.successThreshold : 1;
  const turnsHealthy = passes >= passesNeeded;
  const turnsUnhealthy = failures >= timing.failureThreshold;
  const runtime = turnsHealthy ? 'healthy' : turnsUnhealthy ? 'unhealthy' : checks.runtime;
  return { ...checks, runtime, failures, passes, lastRuntime: probe };
}
