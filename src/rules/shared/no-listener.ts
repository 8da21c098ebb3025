import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { ProfileName } from '../../core/checks/profiles/profiles.ts';
import type { Settings } from '../../core/checks/settings.ts';
import type { Instant } from '../../core/clock.ts';
import type { Severity } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { type App, isRunning } from '../../core/facts/app.ts';
import { isConnecting, STUCK_MS } from '../../core/facts/connection.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import { keeperOf } from '../../core/facts/idle-command.ts';
import { appListeners, type Listener } from '../../core/facts/listener.ts';
import { isAlive } from '../../core/facts/process.ts';
import { survivorsOf } from '../../core/facts/survivors.ts';
import type { Log } from '../../core/memory/facts.ts';
import { type Doing, doingOf } from './app-activity.ts';
import { isStarter } from './keepers.ts';
import { passedSince, SETTLED_MS, servingListeners } from './serving.ts';
import { type Unserved, unservedOf } from './unserved.ts';

/** A running app without a listener, and what it is doing. */
export interface NoListener {
  readonly app: App;
  readonly at: Instant;
  /** Whether it was healthy before. `forMs` then counts from the loss, else from the start. */
  readonly isLost: boolean;
  readonly forMs: number;
  readonly severity: Severity;
  readonly doing: Doing;
  readonly log: Log;
  readonly endpoint?: Endpoint;
  /** Listeners that serve no traffic, such as a debugger's. */
  readonly aside: readonly Listener[];
  readonly profile: ProfileName;
  readonly timeoutMs: number;
  readonly unserved?: Unserved;
}

type ListenerFacts = Known<
  | 'app'
  | 'listeners'
  | 'listenersSince'
  | 'endpoints'
  | 'processes'
  | 'activity'
  | 'log'
  | 'health'
  | 'probes'
  | 'connections'
  | 'lookedAt'
  | 'cgroup'
  | 'past'
>;

const USUAL_START_MS = 60_000;
/** An older scan says nothing about now: the agent itself was not scheduled. */
const STALE_LOOK_MS = 15_000;

/** A start usually takes less. Half of the release timeout if that is shorter, to leave time to act. */
export const usualStartMs = ({ releaseTimeoutMs }: Pick<Settings, 'releaseTimeoutMs'>): number =>
  Math.min(USUAL_START_MS, releaseTimeoutMs / 2);

/** Undefined while there is a listener, a probe passes anyway, the app may still be starting, or it needs no port. */
export function noListener(seen: ListenerFacts): NoListener | undefined {
  const { app, listeners, listenersSince, log, health, at, lookedAt } = seen;
  if (
    at - lookedAt > STALE_LOOK_MS ||
    !isExpectedToListen(seen) ||
    servingListeners(listeners, seen.endpoints).length > 0
  )
    return undefined;
  const isLost = health.everHealthy;
  const forMs = Math.max(0, at - (isLost ? listenersSince : app.startedAt));
  const severity = health.everHealthy ? lossSeverity(forMs) : startSeverity(seen, forMs);
  if (severity === undefined || (severity === 'warning' && isUndecided(seen, forMs))) return undefined;
  if (isLost && isStartedAnew(seen, forMs)) return undefined;
  const [endpoint] = seen.endpoints;
  const { profile, releaseTimeoutMs: timeoutMs } = seen.settings;
  const aside = appListeners(listeners);
  const unserved = isLost ? undefined : unservedOf(app, seen.processes, log);
  return {
    app,
    at,
    isLost,
    forMs,
    severity,
    doing: doingOf(seen),
    log,
    aside,
    profile,
    timeoutMs,
    ...(endpoint && { endpoint }),
    ...(unserved && { unserved }),
  };
}

function isExpectedToListen({ app, processes, settings, endpoints, probes, listenersSince }: ListenerFacts): boolean {
  const isThere = isRunning(app) || survivorsOf(processes).length > 0;
  if (!isThere || app.stopRequestedAt !== undefined || checksProcessOnly(settings)) return false;
  return !endpoints.some(({ port }) => passedSince(probes, port, listenersSince));
}

/** A connection attempt without a reply either succeeds soon, or is what the app waits for. */
const isUndecided = ({ connections, settings, at }: ListenerFacts, forMs: number): boolean =>
  isConnecting(connections, at) && forMs < usualStartMs(settings) + STUCK_MS;

const lossSeverity = (forMs: number): Severity | undefined => (forMs >= SETTLED_MS ? 'error' : undefined);

const NEXT_START_MS = 10_000;
/** The next worker may be forked before the last one has released the port. */
const OVERLAP_MS = 1_000;

/** Whether a program that may open the port again was started since it closed, or a script became it or sleeps before it. */
const isStartedAnew = ({ processes, listenersSince, past }: ListenerFacts, forMs: number): boolean =>
  forMs < NEXT_START_MS &&
  processes.some(
    (each) =>
      isAlive(each) &&
      (past.execAt[each.pid] ?? each.startedAt) >= listenersSince - OVERLAP_MS &&
      !isStarter(each) &&
      keeperOf(each)?.isEndless !== true,
  );

/** The severity if an app is not up after `forMs`: undefined within the usual time of a start, error after the release check failed. */
export function startSeverity(
  { health, settings }: Pick<ListenerFacts, 'health' | 'settings'>,
  forMs: number,
): Severity | undefined {
  if (health.release.state === 'failed') return 'error';
  return forMs >= usualStartMs(settings) ? 'warning' : undefined;
}
