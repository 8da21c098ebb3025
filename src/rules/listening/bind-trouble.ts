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

/** A port that the app tried to open and could not. */
export interface BindTrouble extends ConfiguredApp {
  readonly error: SaidBindError;
  /** From the line, else the endpoint's port where the words mean that one. */
  readonly port?: number;
  /** The platform sends no traffic to the port: it is for metrics, or a debugger. */
  readonly isAside?: true;
  readonly exit?: Exit;
  /** The port that the agent's own API held, and has since left to the app. */
  readonly yielded?: YieldedPort;
}

/** Replaces the facts that a saved log does not show. */
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

// Gunicorn retries a port in use for 5 s before it gives up, Puma's cluster somewhat longer.
const RETRYING_MS = 3_000;
/** An app that only logs such words keeps running, and listens within this time. */
const LOOSE_MS = 2_000;
/** An app can run without its port for metrics, and opens the endpoint's port a moment later. */
const ASIDE_MS = 5_000;
/** If the words name no port, the agent needs this long to find out whether its API holds it. */
const NAMELESS_MS = 500;
const BEFORE_EXIT_MS = 15_000;
/** A program that fails to open its port exits within this time, and a scan notices it. */
const NOTICED_MS = 1_000;
/** A line written before the API closed may be read this long after it. */
const READ_LATE_MS = 500;

/** The newest such failure that still matters: it made the app exit, or the app has served no endpoint since. */
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

/** Several lines can report one failure, as a chain of exceptions does, and not all of them name the port. */
const named = (error: SaidBindError, all: readonly SaidBindError[], toldMs: number): SaidBindError =>
  (error.port === undefined
    ? all.findLast(
        ({ reason, port, at }) =>
          [error.reason, 'unknown'].includes(reason) && port !== undefined && error.at - at < toldMs,
      )
    : undefined) ?? error;

const TOLD_MS = 100;
/** The lines of a saved log may all carry the time at which they were read. */
const SAVED_TOLD_MS = 10_000;

/**
 * The endpoint's port, if words that name no port mean it. Words about a port in use do so only if a competing process holds it:
 * workers can also collide over a metrics port.
 */
function meantPort({ reason, at }: SaidBindError, seen: BindFacts): number | undefined {
  const port = seen.endpoints[0]?.port;
  if (reason !== 'in-use') return port;
  const holder = holderOf(port, seen.listeners);
  const isMet =
    holder !== undefined && (holder.owner !== 'app' || seen.app.exit || isContested(seen, [holder], at - NOTICED_MS));
  return isMet ? port : undefined;
}

/** Whether the port differs from the endpoint's, or may differ from it. */
function isAside(error: SaidBindError, seen: BindFacts): boolean {
  const port = error.port ?? meantPort(error, seen);
  return seen.endpoints.length > 0 && !seen.endpoints.some((endpoint) => endpoint.port === port);
}

/** The port that the API left to the app because of this very failure; a later failure has another cause. */
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
  // The holder of a port that the API has left is known without a scan.
  const isOwn = yieldedOver(error, seen) !== undefined;
  if (app.exit) return endedOver(error, app.exit, isOwn, seen);
  if (isOwn && hasAnsweredSince(error, seen)) return false;
  // The next scan finds the holder of the port, and the file that names Gunicorn's port.
  if (lookedAt <= firstSaidAt(error) && !isOwn) return false;
  const isSurelyOwn = isOwn && error.port !== undefined;
  if (!isSurelyOwn && at - firstSaidAt(error) < doubtMs(error, seen)) return false;
  const isRetrying = pool.bindFailure !== undefined && at - pool.bindFailure.at < RETRYING_MS;
  return (isRetrying || !isServing(error, seen)) && !hasIt(error, seen);
}

/** Whether the app responded on the port that the API had left to it: later silence has another cause. */
const hasAnsweredSince = ({ at }: SaidBindError, { past: { firstAnswer } }: BindFacts): boolean =>
  firstAnswer !== undefined && firstAnswer.at > at;

/** Whether the app exited because it did not get the port. */
function endedOver(error: SaidBindError, exit: Exit, isOwn: boolean, seen: BindFacts): boolean {
  if (exit.code === 0 || KILLS.includes(signalOf(exit) ?? '')) return false;
  const isRecent = error.at >= exit.at - BEFORE_EXIT_MS;
  return isRecent && (isOwn || (isEndSeen(exit, seen) && !hadIt(error, seen)));
}

/** A program that gives up over its port is not killed by one of these signals. */
const KILLS: readonly string[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'];

/** Whether the main process itself listens on the endpoint's port: it only printed such words, or means another port. */
function hasIt({ port: named }: SaidBindError, { app, pool, listeners, endpoints }: BindFacts): boolean {
  const port = named ?? endpoints[0]?.port;
  const isEndpoint = endpoints.some((endpoint) => endpoint.port === port);
  return isEndpoint && (pool.master ?? app.pid) === app.pid && holderOf(port, listeners)?.pid === app.pid;
}

/** Whether the command listened before it exited, and its words name no port: they mean another port. */
const hadIt = ({ port }: SaidBindError, { app, past }: BindFacts): boolean =>
  port === undefined && past.vanished.some(({ process, listened }) => process.pid === app.pid && listened.length > 0);

/** How long the words may still turn out to be harmless, or to be about the agent's own API. */
function doubtMs(error: SaidBindError, seen: BindFacts): number {
  if (isAside(error, seen)) return ASIDE_MS;
  if (error.isLoose) return LOOSE_MS;
  return error.port === undefined && seen.api.open !== undefined ? NAMELESS_MS : 0;
}

/** Whether the app got an endpoint's port after all, by a retry or on the next port. A helper that holds it on loopback does not count. */
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

/** The port in the words, else the endpoint's, which they mean unless something shows another. */
export const wantedPort = (
  { port }: Pick<SaidBindError, 'port'>,
  { endpoints }: Known<'endpoints'>,
): number | undefined => port ?? endpoints[0]?.port;

/** The listener on the port, preferably one whose process is known. */
export function holderOf(port: number | undefined, listeners: readonly Listener[]): Listener | undefined {
  const holders = listeners.filter((listener) => listener.port === port);
  return holders.find(({ pid }) => pid !== undefined) ?? holders[0];
}

/** The line, and the exit that it led to. */
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

/** Defines a rule about a port that could not be opened. */
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
