import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { type Definition, defineRule, type Known, type Rule } from '../../core/diagnosis/rule.ts';
import { isOffline, NO_LOOK, type StandIns, unseenApp, unseenPool } from '../../core/diagnosis/stand-ins.ts';
import type { Exit } from '../../core/facts/app.ts';
import { firstSaidAt, type SaidBindError } from '../../core/facts/bind-errors.ts';
import { endedOnItsOwn, isEndSeen } from '../../core/facts/ended.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { YieldedPort } from '../../core/facts/own-api.ts';
import { noPast } from '../../core/facts/past.ts';
import { isContested } from '../shared/beside-sockets.ts';
import { type ConfiguredApp, configured } from '../shared/configured.ts';
import { endSeen } from '../shared/end-seen.ts';
import { signalOf } from '../shared/exit-meaning.ts';
import { answeredSince } from '../shared/last-probe.ts';
import { servingListeners } from '../shared/serving.ts';
import { NO_START } from '../shared/symptoms.ts';
import { isCurrentInLog } from './bind-trouble-saved.ts';

/** A port that the app wanted and did not get. */
export interface BindTrouble extends ConfiguredApp {
  readonly error: SaidBindError;
  /** The one of the line, else the endpoint's where that shows that it is meant. */
  readonly port?: number;
  /** Whether the port is none to which the platform sends traffic: one for metrics, or a debugger's. */
  readonly isAside?: true;
  readonly exit?: Exit;
  /** The port that the agent's own API held, and has left to the app since. */
  readonly yielded?: YieldedPort;
}

/** What takes the place of the facts that a saved log does not show. */
const logAlone = {
  app: unseenApp,
  pool: unseenPool,
  processes: [],
  listeners: [],
  listenersSince: 0,
  lookedAt: NO_LOOK,
  probes: [],
  past: noPast,
  api: {},
  ...configured.standIns,
} satisfies StandIns;

type Need = 'endpoints' | 'log';
type Assumed = keyof typeof logAlone;
type BindFacts = Known<Need | Assumed>;

// Gunicorn tries a taken port for 5 s before it gives up, Puma's cluster some more.
const RETRYING_MS = 3_000;
/** An app that only logs such words continues and listens. */
const LOOSE_MS = 2_000;
/** An app can do without its port for metrics, and opens the endpoint's a moment later. */
const ASIDE_MS = 5_000;
/** Without a port in its words it takes the agent a moment to tell whether its API is meant. */
const NAMELESS_MS = 500;
const BEFORE_EXIT_MS = 15_000;
/** A program that fails over its port ends at once, and a look notices it. */
const NOTICED_MS = 1_000;
/** A line that was written before the API closed may be read after it. */
const READ_LATE_MS = 500;

/** The newest trouble of these reasons that still matters: the app ended over it, or serves no endpoint since. */
export function bindTrouble(seen: BindFacts, isOfInterest: (error: SaidBindError) => boolean): BindTrouble | undefined {
  const { app, log } = seen;
  const newest = log.bindErrors?.findLast((each) => isOfInterest(each) && isCurrent(each, seen));
  if (newest === undefined) return undefined;
  const error = named(newest, log.bindErrors ?? [], isOffline(app) ? SAVED_TOLD_MS : TOLD_MS);
  const exit = endedOnItsOwn(app);
  const yielded = yieldedOver(error, seen);
  const port = error.port ?? yielded?.port ?? meantPort(error, seen);
  return {
    ...configured.app(seen),
    error,
    ...(port !== undefined && { port }),
    ...(isAside(error, seen) && !yielded && { isAside: true }),
    ...(exit && { exit }),
    ...(yielded && { yielded }),
  };
}

/** One failure is told in several lines, as that of a chain of exceptions is; not all of them name the port. */
const named = (error: SaidBindError, all: readonly SaidBindError[], toldMs: number): SaidBindError =>
  (error.port === undefined
    ? all.findLast(
        ({ reason, port, at }) =>
          [error.reason, 'unknown'].includes(reason) && port !== undefined && error.at - at < toldMs,
      )
    : undefined) ?? error;

const TOLD_MS = 100;
/** The lines of a saved log may all have the times at which they were read again. */
const SAVED_TOLD_MS = 10_000;

/**
 * The endpoint's port, where words that name none mean it: nobody but the holder of a taken port could have wanted another one,
 * as workers that each open a port for metrics do.
 */
function meantPort({ reason, at }: SaidBindError, seen: BindFacts): number | undefined {
  const port = seen.endpoints[0]?.port;
  if (reason !== 'in-use') return port;
  const holder = holderOf(port, seen.listeners);
  const isMet =
    holder !== undefined && (holder.owner !== 'app' || seen.app.exit || isContested(seen, [holder], at - NOTICED_MS));
  return isMet ? port : undefined;
}

/** Whether the port is known to be another than the endpoint's, or not known to be that. */
function isAside(error: SaidBindError, seen: BindFacts): boolean {
  const port = error.port ?? meantPort(error, seen);
  return seen.endpoints.length > 0 && !seen.endpoints.some((endpoint) => endpoint.port === port);
}

/** The port that the API left to the app because of this very failure; a later one has another cause. */
function yieldedOver(
  { port, at }: SaidBindError,
  { api: { yielded } }: Pick<BindFacts, 'api'>,
): YieldedPort | undefined {
  if (yielded?.reason !== 'bind-failed' || at > yielded.at + READ_LATE_MS) return undefined;
  return port === undefined || port === yielded.port ? yielded : undefined;
}

function isCurrent(error: SaidBindError, seen: BindFacts): boolean {
  const { app, pool, at, lookedAt } = seen;
  if (isOffline(app)) return isCurrentInLog(error, seen);
  if (app.stopRequestedAt !== undefined) return false;
  // Who held a port that the API has left is known without a look.
  const isOwn = yieldedOver(error, seen) !== undefined;
  if (app.exit) return endedOver(error, app.exit, isOwn, seen);
  if (isOwn && hasAnsweredSince(error, seen)) return false;
  // Who holds the port, and the file in which a Gunicorn was told of it, are for the next look to see.
  if (lookedAt <= firstSaidAt(error) && !isOwn) return false;
  const isSurelyOwn = isOwn && error.port !== undefined;
  if (!isSurelyOwn && at - firstSaidAt(error) < doubtMs(error, seen)) return false;
  const isRetrying = pool.bindFailure !== undefined && at - pool.bindFailure.at < RETRYING_MS;
  return (isRetrying || !isServing(error, seen)) && !hasIt(error, seen);
}

/** Whether the app got the port that the API had left to it: when it is silent later, that has another cause. */
const hasAnsweredSince = ({ at }: SaidBindError, { past: { firstAnswer } }: BindFacts): boolean =>
  firstAnswer !== undefined && firstAnswer.at > at;

/** Whether the app ended because it did not get the port. */
function endedOver(error: SaidBindError, exit: Exit, isOwn: boolean, seen: BindFacts): boolean {
  if (exit.code === 0 || KILLS.includes(signalOf(exit) ?? '')) return false;
  const isRecent = error.at >= exit.at - BEFORE_EXIT_MS;
  return isRecent && (isOwn || (isEndSeen(exit, seen) && !hadIt(error, seen)));
}

/** Who ends over a port that it did not get is not ended by others. */
const KILLS: readonly string[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'];

/** Whether the very process that is said to lack the endpoint's port listens there: an app that only prints such words, or means another port. */
function hasIt({ port: named }: SaidBindError, { app, pool, listeners, endpoints }: BindFacts): boolean {
  const port = named ?? endpoints[0]?.port;
  const isEndpoint = endpoints.some((endpoint) => endpoint.port === port);
  return isEndpoint && (pool.master ?? app.pid) === app.pid && holderOf(port, listeners)?.pid === app.pid;
}

/** Whether the command had listened before it ended over a port that its words do not name: it is another one. */
const hadIt = ({ port }: SaidBindError, { app, past }: BindFacts): boolean =>
  port === undefined && past.vanished.some(({ process, listened }) => process.pid === app.pid && listened.length > 0);

/** How long the words may still turn out to mean nothing, or the agent's own API. */
function doubtMs(error: SaidBindError, seen: BindFacts): number {
  if (isAside(error, seen)) return ASIDE_MS;
  if (error.isLoose) return LOOSE_MS;
  return error.port === undefined && seen.api.open !== undefined ? NAMELESS_MS : 0;
}

/** Whether the app got a port of the endpoint's after all: it tried again, or took the next one. A helper that holds it on loopback serves nobody. */
function isServing(error: SaidBindError, seen: BindFacts): boolean {
  const { listeners, listenersSince, endpoints, probes } = seen;
  if (listeners.length === 0) return answeredSince(probes, error.at);
  const wanted = error.port ?? meantPort(error, seen);
  return servingListeners(listeners, endpoints)
    .filter(({ port, scope, pid }) => !(port === wanted && scope === 'loopback' && pid !== seen.app.pid))
    .some(
      ({ port, owner }) =>
        endpoints.some((endpoint) => endpoint.port === port) && (owner === 'app' || listenersSince > error.at),
    );
}

/** The port of the words, else the endpoint's, which they mean as long as nothing shows another. */
export const wantedPort = (
  { port }: Pick<SaidBindError, 'port'>,
  { endpoints }: Known<'endpoints'>,
): number | undefined => port ?? endpoints[0]?.port;

/** Who holds the port: best one whose process is known. */
export function holderOf(port: number | undefined, listeners: readonly Listener[]): Listener | undefined {
  const holders = listeners.filter((listener) => listener.port === port);
  return holders.find(({ pid }) => pid !== undefined) ?? holders[0];
}

/** The line, and the end that it led to. */
export const bindSeen = ({ error, exit }: BindTrouble): readonly Evidence[] => [
  { source: 'log', observed: error.line, at: error.at },
  ...(exit ? [endSeen(exit)] : []),
];

/** The codes that a port which could not be opened explains. */
const SYMPTOMS = [
  'exited-early',
  'exited-cleanly',
  'exited-at-runtime',
  'worker-boot-failed',
  'crash-loop',
  'app-gone',
  ...NO_START,
  'connection-reset',
  'wrong-port',
  'bound-to-loopback',
  'runtime-check-failing',
];

type Shared = 'stage' | 'severity' | 'needs' | 'assumes' | 'explains';

/** A rule about such trouble. */
export const bindRule = <F extends BindTrouble>(definition: Omit<Definition<Need, F, Assumed>, Shared>): Rule =>
  defineRule({
    ...definition,
    stage: 'listener',
    severity: 'error',
    needs: ['endpoints', 'log'],
    assumes: logAlone,
    assumesOffline: { endpoints: [] },
    explains: SYMPTOMS,
  });
