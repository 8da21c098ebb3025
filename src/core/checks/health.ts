import type { Instant } from '../clock.ts';
import { type App, isRunning, releaseSince } from '../facts/app.ts';
import { endedOnItsOwn, isEndSeen } from '../facts/ended.ts';
import type { Endpoint } from '../facts/endpoint.ts';
import type { Probe } from '../facts/probe.ts';
import type { Starvation } from '../facts/starvation.ts';
import { blindSince, type EndpointChecks, type RuntimeState } from './endpoint-checks.ts';
import { checksProcessOnly } from './profile.ts';
import type { Settings } from './settings.ts';

/** The overall state in one word, as in the API and the reports (docs/api.md). */
export type Status = 'pending' | 'running' | 'stopped' | 'failed' | 'deleting';

export interface ReleaseCheck {
  readonly state: 'waiting' | 'passed' | 'failed';
  readonly deadline: Instant;
  /** When every endpoint had passed, possibly after a failure. */
  readonly passedAt?: Instant;
  /** When it failed: the deadline, or the app's exit if that came first. */
  readonly failedAt?: Instant;
  readonly lastProbe?: Probe;
}

export interface RuntimeCheck {
  readonly state: RuntimeState;
  /** Those of the worst endpoint. */
  readonly consecutiveFailures: number;
  readonly lastProbe?: Probe;
  /** The state before the agent was not scheduled. Traffic and status still follow it. */
  readonly before?: RuntimeState;
}

/** The agent is not scheduled often enough to make a check that counts. */
export interface Blindness {
  /** The time of the newest check that counts, or when the agent was first late. */
  readonly since: Instant;
  /** The agent's longest delay. */
  readonly longestMs: number;
}

export interface Health {
  readonly status: Status;
  readonly release: ReleaseCheck;
  readonly runtime: RuntimeCheck;
  /** Whether the app was ever ready for traffic: the release check passed, even if late. */
  readonly everHealthy: boolean;
  /** Set if no check has counted for three intervals, or since the release check's deadline, because the agent was not scheduled. */
  readonly blindness?: Blindness;
}

/** The inputs of health. */
export interface HealthInput {
  readonly settings: Settings;
  readonly app: App;
  readonly endpoints: readonly Endpoint[];
  readonly checks: readonly EndpointChecks[];
  readonly at: Instant;
  /** When the agent was last not scheduled. */
  readonly starvation?: Starvation;
  /** Whether no source has looked for listeners since then. */
  readonly isUnseen?: boolean;
  /** When the processes were last read, or 0 if never; undefined if no source reads them. */
  readonly lookedAt?: Instant;
  /** When the agent started. This is later than the app's start if it replaced an agent that exited. */
  readonly watchedFrom?: Instant;
}

/** Whether the app may still be starting: its release check is running and has not passed. */
export const isAwaitingRelease = ({ release: { state, passedAt } }: Pick<Health, 'release'>): boolean =>
  state === 'waiting' && passedAt === undefined;

/** The checks' states and the status word at `at`. They are computed from when things happened, and nothing is stored. */
export function healthOf(input: HealthInput): Health {
  const release = releaseOf(input);
  const runtime = runtimeOf(input);
  const blindness = blindnessOf(input, release);
  return {
    status: statusOf(input.app, release, runtime),
    release,
    runtime,
    everHealthy: release.passedAt !== undefined,
    ...(blindness && { blindness }),
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
  if (passedAt !== undefined && fitSince(input, passedAt) <= failedAt) return { ...base, state: 'passed' };
  const isOpen =
    at < failedAt ||
    wasStoppedBefore(app, failedAt) ||
    hasYetToSee(input, failedAt) ||
    (passedAt === undefined && !hasFailedItself(app) && (isBlindAt(input, deadline) || hasYetToLook(input, deadline)));
  return isOpen ? { ...base, state: 'waiting' } : { ...base, state: 'failed', failedAt };
}

/** Whether the app's exit failed the check and no source has read what is left of it. Until then the reason is unknown. */
function hasYetToSee({ app, at, lookedAt }: HealthInput, failedAt: Instant): boolean {
  if (lookedAt === undefined) return false;
  return app.exit !== undefined && app.exit.at === failedAt && !isEndSeen(app.exit, { at, lookedAt });
}

const hasFailedItself = (app: App): boolean => app.startFailure !== undefined || endedOnItsOwn(app) !== undefined;

/** Whether the app was asked to stop before. Then neither its exit nor its silence until then is a failure. */
function wasStoppedBefore(app: App, failedAt: Instant): boolean {
  if (app.stopRequestedAt === undefined) return false;
  return app.stopRequestedAt <= failedAt || (app.exit?.at === failedAt && endedOnItsOwn(app) === undefined);
}

/** Since when every endpoint may have been ready. An agent that was not scheduled finds the pass later. */
function fitSince({ settings, endpoints, checks }: HealthInput, passedAt: Instant): Instant {
  if (checksProcessOnly(settings)) return passedAt;
  const passes = endpoints.map(({ port }) => checks.find((each) => each.port === port));
  return Math.max(...passes.map((each) => each?.passBlindSince ?? each?.firstReleasePassAt ?? passedAt));
}

/** Whether the agent was not scheduled then, and has made no check that counts since. A missing pass is then not the app's fault. */
function isBlindAt({ settings, endpoints, checks, starvation, isUnseen = false }: HealthInput, then: Instant): boolean {
  if (checksProcessOnly(settings)) return false;
  if (endpoints.length === 0) return isUnseen && starvation !== undefined && starvation.since <= then;
  const hasPassed = (port: number): boolean =>
    checks.some((each) => each.port === port && each.firstReleasePassAt !== undefined);
  return endpoints
    .filter(({ port }) => !hasPassed(port))
    .every(({ port }) => (blindSince(checks, port, starvation) ?? Number.POSITIVE_INFINITY) <= then);
}

/** How long the first probe may take beyond its timeout, including the first scan for listeners. */
const FIRST_LOOK_MS = 5_000;

/** Whether an agent that took over after the deadline has not made its first check. It cannot know yet why the app failed. */
function hasYetToLook({ settings, app, endpoints, checks, at, watchedFrom }: HealthInput, deadline: Instant): boolean {
  if (checksProcessOnly(settings) || !isRunning(app) || watchedFrom === undefined || watchedFrom < deadline)
    return false;
  const hasLooked = endpoints.some(({ port }) => checks.some((each) => each.port === port && each.lastRelease));
  return !hasLooked && at - watchedFrom < settings.timing.timeoutMs + FIRST_LOOK_MS;
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
  const state = worst ?? (checks.length === 0 ? 'unknown' : 'healthy');
  const isBlind = checks.some((each) => staleSince(each, input) !== undefined);
  return {
    state: isBlind ? 'unknown' : state,
    consecutiveFailures: Math.max(0, ...checks.map((each) => each.failures)),
    ...(lastProbe && { lastProbe }),
    ...(isBlind && { before: state }),
  };
}

const STALE_INTERVALS = 3;

/** When the newest check of an endpoint counted, if the agent was not scheduled for more than three intervals since; otherwise undefined. */
function staleSince(checks: EndpointChecks, { settings: { timing }, at }: HealthInput): Instant | undefined {
  const { blindSince: since, lastRelease, lastRuntime, firstReleasePassAt } = checks;
  const last = newest([lastRelease, lastRuntime]);
  const countedAt = Math.max(last ? last.at + last.durationMs : 0, firstReleasePassAt ?? 0);
  const isStale = since !== undefined && at - countedAt > STALE_INTERVALS * timing.intervalMs + timing.timeoutMs;
  return isStale ? countedAt : undefined;
}

function blindnessOf(input: HealthInput, release: ReleaseCheck): Blindness | undefined {
  const { starvation, settings, app, at } = input;
  if (starvation === undefined || !isRunning(app) || checksProcessOnly(settings)) return undefined;
  const stale = relevantChecks(input).flatMap((each) => staleSince(each, input) ?? []);
  const isHeld = release.state === 'waiting' && at >= release.deadline;
  const since = stale.length > 0 ? Math.min(...stale) : isHeld ? starvation.since : undefined;
  return since === undefined ? undefined : { since, longestMs: starvation.longestMs };
}

/** An app that cannot be seen is not treated as alive. */
function processState(app: App): RuntimeCheck['state'] {
  if (app.unseen !== undefined || (app.exit !== undefined && app.stopRequestedAt !== undefined)) return 'unknown';
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
  return (runtime.before ?? runtime.state) === 'unhealthy' ? 'failed' : 'running';
}
