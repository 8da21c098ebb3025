import type { Instant } from '../clock.ts';
import type { Probe } from '../facts/probe.ts';
import type { Starvation } from '../facts/starvation.ts';
import type { Settings } from './settings.ts';

/** The state of the runtime checks; `unknown` before the first pass or enough failures. */
export type RuntimeState = 'unknown' | 'healthy' | 'unhealthy';

/** The checks of one endpoint so far. */
export interface EndpointChecks {
  readonly port: number;
  readonly firstReleasePassAt?: Instant;
  /** How long the agent had been unable to check before it found the first pass. The app may have been ready since then. */
  readonly passBlindSince?: Instant;
  /** Since when no check counts, because the agent was not scheduled or could not reach the app. */
  readonly blindSince?: Instant;
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
  starvation?: Starvation,
): readonly EndpointChecks[] {
  const { port } = probe.endpoint;
  const since = blindSince(before, port, starvation);
  const { blindSince: _over, ...sighted } = before.find((each) => each.port === port) ?? noChecks(port);
  const isFirstPass = probe.purpose === 'release' && probe.passed && sighted.firstReleasePassAt === undefined;
  const checks = isFirstPass && since !== undefined ? { ...sighted, passBlindSince: since } : sighted;
  const after = probe.purpose === 'release' ? withRelease(checks, probe) : withRuntime(checks, probe, settings);
  return [...before.filter((each) => each.port !== port), after];
}

/** No check of the port, or of any port, has counted since then. Until the next one counts, the endpoints keep their states. */
export function withBlindness(
  before: readonly EndpointChecks[],
  since: Instant,
  port?: number,
): readonly EndpointChecks[] {
  const isKnown = port === undefined || before.some((each) => each.port === port);
  const all = isKnown ? before : [...before, noChecks(port)];
  return all.map((checks) =>
    port === undefined || checks.port === port ? { ...checks, blindSince: checks.blindSince ?? since } : checks,
  );
}

/** Since when no check of the port counts because the agent was not scheduled; undefined if the newest one counts, or none was due. */
export function blindSince(
  checks: readonly EndpointChecks[],
  port: number,
  starvation: Starvation | undefined,
): Instant | undefined {
  const mine = checks.find((each) => each.port === port);
  return mine === undefined && checks.length === 0 ? starvation?.firstSince : mine?.blindSince;
}

/** The release check of these ports passed before this agent started. */
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
  // The first pass is enough. After a failure the thresholds decide.
  const passesNeeded = checks.runtime === 'unhealthy' ? timing.successThreshold : 1;
  const turnsHealthy = passes >= passesNeeded;
  const turnsUnhealthy = failures >= timing.failureThreshold;
  const runtime = turnsHealthy ? 'healthy' : turnsUnhealthy ? 'unhealthy' : checks.runtime;
  return { ...checks, runtime, failures, passes, lastRuntime: probe };
}
