import { newestProbes } from '../../core/checks/newest-probes.ts';
import { checksProcessOnly } from '../../core/checks/profile.ts';
import type { Instant } from '../../core/clock.ts';
import type { Confidence, Severity } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { type Connection, isWithin } from '../../core/facts/connection.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { Probe } from '../../core/facts/probe.ts';
import type { Log } from '../../core/memory/facts.ts';
import { isEarlyEnd } from '../shared/early-end.ts';
import { startSeverity } from '../shared/no-listener.ts';
import { servingListeners } from '../shared/serving.ts';
import { endedBy, type Waiting, waitingOf } from '../shared/waiting-on.ts';

/** An app that another host keeps from serving. */
export interface Unreachable {
  readonly plight: 'ended' | 'boot-failed' | 'not-listening' | 'not-answering' | 'logged';
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly app: App;
  readonly at: Instant;
  readonly waiting: Waiting;
  /** The one by which it ended. */
  readonly exception?: Log['exceptions'][number];
}

type DependencyFacts = Known<
  'app' | 'health' | 'log' | 'past' | 'pool' | 'listeners' | 'endpoints' | 'processes' | 'connections' | 'probes'
>;

/** Undefined for an app that serves, whatever it logs, and for one whose trouble nothing ties to another host. */
export function unreachable(seen: DependencyFacts): Unreachable | undefined {
  if (isOffline(seen.app)) return logged(seen);
  return seen.app.exit === undefined ? running(seen) : ended(seen);
}

function ended(seen: DependencyFacts): Unreachable | undefined {
  const { app, log, at } = seen;
  const exit = endedOnItsOwn(app);
  if (exit === undefined || exit.code === 0) return undefined;
  const found = failureBy(seen, exit.at);
  if (found === undefined || (found.exception === undefined && !isEarlyEnd(seen, exit))) return undefined;
  const isBoot = seen.pool.bootFailure !== undefined && log.exceptions.length > 0;
  return { ...found, plight: isBoot ? 'boot-failed' : 'ended', severity: 'error', confidence: 'certain', app, at };
}

function failureBy({ log }: DependencyFacts, at: Instant): Pick<Unreachable, 'waiting' | 'exception'> | undefined {
  const found = endedBy(log, at);
  if (found === undefined) return undefined;
  const newest = log.exceptions.at(-1);
  const exception = newest?.dependency === undefined ? undefined : newest;
  const { dependency, told } = found;
  const since = told?.firstAt ?? at;
  return { waiting: { dependency, since, ...(told && { told }) }, ...(exception && { exception }) };
}

function running(seen: DependencyFacts): Unreachable | undefined {
  const { app, at, health, settings, endpoints } = seen;
  if (app.stopRequestedAt !== undefined || checksProcessOnly(settings)) return undefined;
  const booting = bootFailed(seen);
  if (booting !== undefined) return booting;
  const isListening = servingListeners(seen.listeners, endpoints).length > 0;
  const probes = newestProbes(seen);
  if (isListening ? !probes.some(isUnanswered) : probes.some(({ passed }) => passed)) return undefined;
  const severity = severityOf(seen);
  const waiting = severity && waitingOf({ ...seen, connections: seen.connections.filter(isToAnother(seen)) });
  if (severity === undefined || waiting === undefined) return undefined;
  const confidence = waiting.script === undefined && health.everHealthy ? 'likely' : 'certain';
  return { plight: isListening ? 'not-answering' : 'not-listening', severity, confidence, app, at, waiting };
}

/** A server that stays up while its workers fail to boot. */
function bootFailed(seen: DependencyFacts): Unreachable | undefined {
  const { app, at, pool, health } = seen;
  if (pool.bootFailure === undefined || health.everHealthy) return undefined;
  const found = failureBy(seen, pool.bootFailure.at);
  if (found?.exception === undefined) return undefined;
  return { ...found, plight: 'boot-failed', severity: 'error', confidence: 'certain', app, at };
}

/** A connect to a port of the app's own, which does not accept it, is the app's trouble and no other host's. */
const isToAnother =
  ({ listeners, endpoints, probes }: DependencyFacts) =>
  (connection: Connection): boolean =>
    !(isWithin(connection) || probes.some(({ address }) => address === connection.address)) ||
    !servingListeners(listeners, endpoints).some(({ port }) => port === connection.port);

function severityOf(seen: DependencyFacts): Severity | undefined {
  const { health, app, at } = seen;
  if (!health.everHealthy) return startSeverity(seen, at - app.startedAt);
  return health.runtime.state === 'unhealthy' ? 'error' : undefined;
}

/** The port took the connection, and no answer or an error came of it: then what the app waits for may be the reason. */
const isUnanswered = ({ passed, outcome: { kind, ...outcome } }: Probe): boolean =>
  !passed &&
  (kind === 'no-response' || kind === 'connect-timeout' || ('status' in outcome && Number(outcome.status) >= 500));

const MANY = 3;

/** A saved log proves it by a worker that failed to boot, or by failures with which it ends. */
function logged(seen: DependencyFacts): Unreachable | undefined {
  const { app, at, log, pool } = seen;
  const failure = pool.bootFailure;
  const found = failureBy(seen, failure?.at ?? at);
  if (found === undefined) return undefined;
  if (failure !== undefined && found.exception !== undefined) {
    return { ...found, plight: 'boot-failed', severity: 'error', confidence: 'certain', app, at };
  }
  const { told } = found.waiting;
  const isLast = told !== undefined && log.tail.slice(-3).some(({ text }) => ownText(text) === told.line);
  const goesOn = isLast && told.count >= MANY;
  return goesOn ? { ...found, plight: 'logged', severity: 'error', confidence: 'likely', app, at } : undefined;
}
