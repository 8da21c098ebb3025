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

/** A living app on no port, and what it does meanwhile. */
export interface NoListener {
  readonly app: App;
  readonly at: Instant;
  /** Whether it was healthy before; `forMs` counts from the loss then, else from the start. */
  readonly isLost: boolean;
  readonly forMs: number;
  readonly severity: Severity;
  readonly doing: Doing;
  readonly log: Log;
  readonly endpoint?: Endpoint;
  /** Listeners that serve nobody: a debugger's. */
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
/** What was seen so long ago says nothing of now: the agent itself had no turn. */
const STALE_LOOK_MS = 15_000;

/** A start usually takes less; half of the release timeout where that is shorter, so that there is time to act. */
export const usualStartMs = ({ releaseTimeoutMs }: Pick<Settings, 'releaseTimeoutMs'>): number =>
  Math.min(USUAL_START_MS, releaseTimeoutMs / 2);

/** Undefined while there is a listener, a probe passes all the same, the app may still be starting, or nobody wants a port of it. */
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

/** A connect that has had no answer yet is soon made, or what the app waits for. */
const isUndecided = ({ connections, settings, at }: ListenerFacts, forMs: number): boolean =>
  isConnecting(connections, at) && forMs < usualStartMs(settings) + STUCK_MS;

const lossSeverity = (forMs: number): Severity | undefined => (forMs >= SETTLED_MS ? 'error' : undefined);

const NEXT_START_MS = 10_000;
/** The next worker may be forked before the last one has let go of the port. */
const OVERLAP_MS = 1_000;

/** Whether something was started since the port closed that may open it again, a script became that, or it sleeps before it does. */
const isStartedAnew = ({ processes, listenersSince, past }: ListenerFacts, forMs: number): boolean =>
  forMs < NEXT_START_MS &&
  processes.some(
    (each) =>
      isAlive(each) &&
      (past.execAt[each.pid] ?? each.startedAt) >= listenersSince - OVERLAP_MS &&
      !isStarter(each) &&
      keeperOf(each)?.isEndless !== true,
  );

/** How bad it is that an app is not up `forMs` after its start: undefined while a start usually takes as long, error when the release check has failed. */
export function startSeverity(
  { health, settings }: Pick<ListenerFacts, 'health' | 'settings'>,
  forMs: number,
): Severity | undefined {
  if (health.release.state === 'failed') return 'error';
  return forMs >= usualStartMs(settings) ? 'warning' : undefined;
}
