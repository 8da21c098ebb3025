import { newestProbes } from '../../core/checks/newest-probes.ts';
import { checksProcessOnly } from '../../core/checks/profile.ts';
import { durationWords, type Instant } from '../../core/clock.ts';
import type { Confidence, Evidence, Severity } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { isOffline, uncheckedHealth, unseenApp, unseenPool } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { type Connection, isWithin } from '../../core/facts/connection.ts';
import { dependencyAdvice, troubleWords } from '../../core/facts/dependency.ts';
import { endedOnItsOwn, endedWords } from '../../core/facts/ended.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Probe } from '../../core/facts/probe.ts';
import type { Log } from '../../core/memory/facts.ts';
import { listenNameStep } from '../../remedies/listen-name.ts';
import { located } from '../shared/crash-reason.ts';
import { isEarlyEnd } from '../shared/early-end.ts';
import { endSeen } from '../shared/end-seen.ts';
import { namedPlace } from '../shared/named-place.ts';
import { startSeverity } from '../shared/no-listener.ts';
import { isOvercome } from '../shared/overcome.ts';
import { withoutOwnCalls } from '../shared/own-calls.ts';
import { servingListeners } from '../shared/serving.ts';
import { NO_START } from '../shared/symptoms.ts';
import { type Waiting, waitingOf, waitingSeen } from '../shared/waiting-on.ts';
import { endedBy } from './ended-by.ts';
import { endsWithFailure, lastSaidAt, MANY } from './last-failure.ts';
import { type Rejection, rejectionOf } from './rejection.ts';

/** An app that another host keeps from serving. */
interface Unreachable {
  readonly plight: 'ended' | 'boot-failed' | 'not-listening' | 'not-answering' | 'logged';
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly app: App;
  readonly at: Instant;
  readonly waiting: Waiting;
  /** What names the host, if the client does not. */
  readonly namedBy?: Evidence;
  /** The exception that made it exit. */
  readonly exception?: Log['exceptions'][number];
}

export default defineRule({
  code: 'dependency-unreachable',
  title: 'A service the app depends on is unreachable',
  stage: 'dependency',
  needs: ['app', 'health', 'log', 'past', 'listeners', 'endpoints', 'probes'],
  assumes: { pool: unseenPool, processes: [], connections: [], environment: {} },
  assumesOffline: { app: unseenApp, health: uncheckedHealth, past: noPast, listeners: [], endpoints: [], probes: [] },
  explains: [
    'exited-early',
    'exited-cleanly',
    'exited-at-runtime',
    'worker-boot-failed',
    'worker-boot-timeout',
    'crash-loop',
    ...NO_START,
    'accept-queue-full',
    'runtime-check-failing',
    'strict-status',
  ],
  meaning:
    'The app waits for a service on another host (a database, a cache, a broker) before it serves, or exits because of it. ' +
    'That host refuses the connection, does not respond, has no address, or rejects the app. ' +
    'The app itself may be sound: fix the host, its address, or the network between them.',
  when(seen) {
    const found = unreachable(seen);
    return found && named(found, seen);
  },
  severity: ({ severity }) => severity,
  confidence: ({ confidence }) => confidence,
  summary: (finding) => `${plightWords(finding)} because ${needWords(finding)}.`,
  evidence: ({ waiting, namedBy, exception, app, at }) => [
    ...waitingSeen(waiting, at),
    ...(namedBy ? [namedBy] : []),
    ...(exception ? [{ source: 'log', observed: located(exception), at: exception.at }] : []),
    ...(app.exit ? [endSeen(app.exit)] : []),
  ],
  remedy: (finding) => dependencyAdvice(finding.waiting.dependency, rejected(finding)?.step),
  example: {
    plight: 'not-listening',
    severity: 'warning',
    confidence: 'certain',
    app: { command: ['sh', 'start.sh'], pid: 7, startedAt: 0 },
    at: 62_000,
    waiting: {
      dependency: { how: 'refused', target: 'db:5432', service: 'PostgreSQL' },
      since: 1_000,
      told: {
        kind: 'dependency-failed',
        how: 'refused',
        target: 'db:5432',
        line: 'connection to server at "db" (172.18.0.2), port 5432 failed: Connection refused',
        at: 61_000,
        firstAt: 1_000,
        count: 31,
      },
    },
  },
});

function plightWords({ plight, app, at }: Unreachable): string {
  switch (plight) {
    case 'ended':
      return app.exit === undefined ? 'The app exited' : endedWords(app, app.exit);
    case 'boot-failed':
      return "The app's workers fail to boot";
    case 'not-listening':
      return `The app is still not listening on any port after ${durationWords(at - app.startedAt)}`;
    case 'not-answering':
      return 'The app does not respond to its checks';
    case 'logged':
      return 'The app is stuck';
    default:
      return plight satisfies never;
  }
}

function needWords(finding: Unreachable): string {
  const { dependency } = finding.waiting;
  return troubleWords(dependency, rejected(finding)?.words);
}

const rejected = ({ waiting: { dependency, told }, exception }: Unreachable): Rejection | undefined =>
  rejectionOf(dependency, [told?.line, exception?.text, exception?.cause, exception?.outer]);

type DependencyFacts = Known<
  | 'app'
  | 'health'
  | 'log'
  | 'past'
  | 'pool'
  | 'listeners'
  | 'endpoints'
  | 'processes'
  | 'connections'
  | 'probes'
  | 'environment'
>;

/** With the host that its client left out, if the app's own words or its environment name it. */
function named(found: Unreachable, { log, environment }: DependencyFacts): Unreachable {
  const { waiting, exception } = found;
  const line = waiting.told?.line ?? exception?.text ?? '';
  const place = namedPlace(waiting.dependency, line, log, environment);
  if (place === undefined) return found;
  const dependency = { ...waiting.dependency, target: place.target };
  return { ...found, waiting: { ...waiting, dependency }, namedBy: place.seen };
}

/** Undefined for an app that serves, whatever it logs, and if nothing links the app's trouble to another host. */
function unreachable(facts: DependencyFacts): Unreachable | undefined {
  const seen = { ...facts, log: withoutOwnCalls(facts.log, facts.endpoints) };
  if (isOffline(seen.app)) return ended(seen) ?? logged(seen);
  return seen.app.exit === undefined ? running(seen) : ended(seen);
}

function ended(seen: DependencyFacts): Unreachable | undefined {
  const { app, log, at } = seen;
  const exit = endedOnItsOwn(app);
  if (exit === undefined || exit.code === 0) return undefined;
  const found = failureBy(seen, exit.at);
  if (found === undefined || !(isEarlyEnd(seen, exit) || hasFailedOften(found.waiting))) return undefined;
  if (isListenName(found.waiting, app)) return undefined;
  const isBoot = seen.pool.bootFailure !== undefined && log.exceptions.length > 0;
  // A saved log shows the exit, but may leave out what else happened.
  const confidence = exit.told && !isBoot ? 'likely' : found.confidence;
  return { ...found, plight: isBoot ? 'boot-failed' : 'ended', severity: 'error', confidence, app, at };
}

/** A lookup that names nothing, by a server that should listen on a name. */
const isListenName = ({ dependency: { target, how } }: Waiting, { command }: App): boolean =>
  target === undefined && ['no-such-name', 'no-lookup'].includes(how) && listenNameStep(command) !== undefined;

/** If one error of one request ends a healthy app, that is the app's own fault: it should catch the error. */
const hasFailedOften = ({ told }: Waiting): boolean => told !== undefined && told.count >= MANY;

type Failed = Pick<Unreachable, 'waiting' | 'exception' | 'confidence'>;

function failureBy({ log }: DependencyFacts, at: Instant): Failed | undefined {
  const found = endedBy(log, at);
  if (found === undefined) return undefined;
  const newest = log.exceptions.at(-1);
  const exception = newest?.dependency === undefined ? undefined : newest;
  const { dependency, told, confidence } = found;
  const since = told?.firstAt ?? at;
  return { waiting: { dependency, since, ...(told && { told }) }, ...(exception && { exception }), confidence };
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

/** A connection attempt to one of the app's own ports, which does not accept it, is the fault of the app, not of another host. */
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

/** The port accepted the connection and returned nothing or an error: what the app waits for may be the reason. */
const isUnanswered = ({ passed, outcome: { kind, ...outcome } }: Probe): boolean =>
  !passed &&
  (kind === 'no-response' || kind === 'connect-timeout' || ('status' in outcome && Number(outcome.status) >= 500));

/** A saved log without an exit proves it by a worker that failed to boot, or by the failures at its end. */
function logged(seen: DependencyFacts): Unreachable | undefined {
  const { app, at, log, pool } = seen;
  const failure = pool.bootFailure;
  const found = failureBy(seen, failure?.at ?? lastSaidAt(log) ?? at);
  if (found === undefined) return undefined;
  if (failure !== undefined && found.exception !== undefined) {
    if (isOvercome(seen, { ...failure, said: failure.line })) return undefined;
    return { ...found, plight: 'boot-failed', severity: 'error', confidence: 'certain', app, at };
  }
  const { told } = found.waiting;
  if (told === undefined || !endsWithFailure({ log, pool }, told, found.exception)) return undefined;
  return { ...found, plight: 'logged', severity: 'error', confidence: 'likely', app, at };
}
