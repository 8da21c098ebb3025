import type { Instant } from './clock.ts';
import type { EndpointChecks, RuntimeState } from './endpoint-checks.ts';
import { type App, isRunning, releaseSince } from './facts/app.ts';
import type { Endpoint } from './facts/endpoint.ts';
import type { Probe } from './facts/probe.ts';
import { checksProcessOnly } from './profile.ts';
import type { Settings } from './settings.ts';

/** One word for the whole (CONTRACT.md section 3). */
export type Status = 'pending' | 'running' | 'stopped' | 'failed' | 'deleting';

export interface ReleaseCheck {
  readonly state: 'waiting' | 'passed' | 'failed';
  readonly deadline: Instant;
  /** When every endpoint had passed; may be later than a failure. */
  readonly passedAt?: Instant;
  /** When it failed: the deadline, or the app's end before it. */
  readonly failedAt?: Instant;
  readonly lastProbe?: Probe;
}

export interface RuntimeCheck {
  readonly state: RuntimeState;
  /** Of the worst endpoint. */
  readonly consecutiveFailures: number;
  readonly lastProbe?: Probe;
}

export interface Health {
  readonly status: Status;
  readonly release: ReleaseCheck;
  readonly runtime: RuntimeCheck;
  /** Whether the app was ever fit for traffic: the release check passed, however late. */
  readonly everHealthy: boolean;
}

/** What health is worked out from. */
export interface HealthInput {
  readonly settings: Settings;
  readonly app: App;
  readonly endpoints: readonly Endpoint[];
  readonly checks: readonly EndpointChecks[];
  readonly at: Instant;
}

/** The checks' states and the status word at `at`. Nothing here is remembered: it follows from when things happened. */
export function healthOf(input: HealthInput): Health {
  const release = releaseOf(input);
  const runtime = runtimeOf(input);
  return {
    status: statusOf(input.app, release, runtime),
    release,
    runtime,
    everHealthy: release.passedAt !== undefined,
  };
}

function releaseOf(input: HealthInput): ReleaseCheck {
  const { app, settings, at } = input;
  const deadline = releaseSince(app) + settings.releaseTimeoutMs;
  const passedAt = passedAtOf(input);
  const endedAt = app.exit?.at ?? app.startFailure?.at;
  const failedAt = Math.min(deadline, endedAt ?? deadline);
  const lastProbe = newest(relevantChecks(input).map((each) => each.lastRelease));
  const base = { deadline, ...(passedAt !== undefined && { passedAt }), ...(lastProbe && { lastProbe }) };
  if (passedAt !== undefined && passedAt <= failedAt) return { ...base, state: 'passed' };
  return at < failedAt ? { ...base, state: 'waiting' } : { ...base, state: 'failed', failedAt };
}

function passedAtOf({ settings, app, endpoints, checks }: HealthInput): Instant | undefined {
  if (checksProcessOnly(settings)) return app.pid === undefined ? undefined : app.startedAt;
  const passes = endpoints.map(({ port }) => checks.find((each) => each.port === port)?.firstReleasePassAt);
  if (passes.length === 0 || passes.some((pass) => pass === undefined)) return undefined;
  return Math.max(...passes.filter((pass) => pass !== undefined));
}

function runtimeOf(input: HealthInput): RuntimeCheck {
  if (checksProcessOnly(input.settings)) {
    return { state: processState(input.app), consecutiveFailures: 0 };
  }
  const checks = relevantChecks(input);
  const lastProbe = newest(checks.map((each) => each.lastRuntime));
  const worst = (['unhealthy', 'unknown'] as const).find((state) => checks.some((each) => each.runtime === state));
  return {
    state: worst ?? (checks.length === 0 ? 'unknown' : 'healthy'),
    consecutiveFailures: Math.max(0, ...checks.map((each) => each.failures)),
    ...(lastProbe && { lastProbe }),
  };
}

/** One that cannot be seen is not taken for alive. */
function processState(app: App): RuntimeCheck['state'] {
  if (app.unseen !== undefined) return 'unknown';
  return isRunning(app) ? 'healthy' : 'unhealthy';
}

const relevantChecks = ({ endpoints, checks }: HealthInput): readonly EndpointChecks[] =>
  checks.filter((each) => endpoints.some(({ port }) => port === each.port));

const newest = (probes: readonly (Probe | undefined)[]): Probe | undefined =>
  probes.reduce((a, b) => ((b?.at ?? 0) > (a?.at ?? 0) ? b : a), undefined);

function statusOf(app: App, release: ReleaseCheck, runtime: RuntimeCheck): Status {
  if (app.startFailure) return 'failed';
  if (app.exit) return app.exit.code === 0 || app.stopRequestedAt !== undefined ? 'stopped' : 'failed';
  if (app.stopRequestedAt !== undefined) return 'deleting';
  if (release.passedAt === undefined) return release.state === 'failed' ? 'failed' : 'pending';
  return runtime.state === 'unhealthy' ? 'failed' : 'running';
}
