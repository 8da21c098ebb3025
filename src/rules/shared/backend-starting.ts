import type { Known } from '../../core/diagnosis/rule.ts';
import type { Endpoint } from '../../core/facts/endpoint.ts';
import type { Outcome, Probe } from '../../core/facts/probe.ts';
import { recognise } from '../../remedies/recognise.ts';
import { type Beside, besideOf, sameProgram } from './beside-sockets.ts';
import { programsAmong } from './keepers.ts';
import { sameOutcomeSince } from './last-probe.ts';
import { usualStartMs } from './no-listener.ts';
import { socketsOf } from './served-place.ts';
import { servingListeners } from './serving.ts';
import { choreOf } from './startup-tasks.ts';

type StartFacts = Known<'app' | 'listeners' | 'listenersSince' | 'lookedAt' | 'processes' | 'past' | 'otherSockets'> & {
  readonly endpoints: readonly Endpoint[];
  readonly probes: readonly Probe[];
};

/** What front servers answer for a program that they cannot reach. */
export const GATEWAY_STATUSES: readonly number[] = [502, 503, 504];

/** A program has usually opened its socket by then, unless it computes. */
const YOUNG_MS = 20_000;
/** Of its life, from which on it computes. */
const COMPUTING_SHARE = 0.2;
/** HAProxy asks its backends every 2 s, and wants two answers; on a busy machine they come late. */
const NOTICE_MS = 8_000;
/** A supervisor starts what has ended again within this: supervisord waits 1, 2 and 3 s, and then gives up and says so. */
const RESTART_MS = 4_500;

/**
 * Whether a gateway's answer says no more than that what it forwards to is still starting: a program beside the front server that
 * listens nowhere yet is young or computes, has only just ended under a supervisor, or listens since. For no longer than a start usually takes.
 */
export function isBackendStarting(seen: StartFacts, probe: Probe): boolean {
  const { at, app, settings, lookedAt, probes } = seen;
  const status = gatewayStatus(probe.outcome);
  if (status === undefined || at - app.startedAt >= usualStartMs(settings)) return false;
  if (lookedAt <= sameOutcomeSince(probes, probe) || isUnnoticed(seen, probe, status)) return true;
  const { programs, endedAt } = besideFront(seen);
  const isStarting = ({ process, began }: Beside): boolean => {
    const ageMs = at - began;
    return ageMs < YOUNG_MS || process.cpuMs >= ageMs * COMPUTING_SHARE || choreOf(process.command) !== undefined;
  };
  return at - endedAt < RESTART_MS || programs.some(isStarting);
}

/**
 * The program beside the front server that listens nowhere, may be what is forwarded to, and was started last; undefined where there is none, or
 * where a start has had its usual time.
 */
export function silentBackend(seen: StartFacts): Beside | undefined {
  const { at, app, settings } = seen;
  if (at - app.startedAt >= usualStartMs(settings)) return undefined;
  const { programs } = besideFront(seen);
  const own = programs.filter(({ process }) => programsAmong([process]).length > 0);
  return own.toSorted((a, b) => b.began - a.began)[0];
}

/** The programs beside those that listen; a worker takes no requests. */
function besideFront(seen: StartFacts): ReturnType<typeof besideOf> {
  const serving = [...servingListeners(seen.listeners, seen.endpoints), ...socketsOf(seen)];
  const { programs, endedAt } = besideOf(seen, serving, sameProgram);
  return { programs: programs.filter(({ process }) => !recognise({ commands: [process.command] }).isWorker), endedAt };
}

const gatewayStatus = (outcome: Outcome): number | undefined =>
  outcome.kind === 'answered' && GATEWAY_STATUSES.includes(outcome.status) ? outcome.status : undefined;

/** Whether another listener or socket has come since, or so lately that a front server which asks from time to time (503) may not know of it. */
function isUnnoticed(seen: StartFacts, probe: Probe, status: number): boolean {
  const { at, listeners, listenersSince, endpoints, otherSockets } = seen;
  if (otherSockets.some(({ since }) => since > probe.at)) return true;
  const hasBackend = servingListeners(listeners, endpoints).some(({ port }) => port !== probe.endpoint.port);
  return hasBackend && (listenersSince > probe.at || (status === 503 && at - listenersSince < NOTICE_MS));
}
