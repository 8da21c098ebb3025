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

/** The statuses that front servers return for a program that they cannot reach. */
export const GATEWAY_STATUSES: readonly number[] = [502, 503, 504];

/** A program has usually opened its socket within this time, unless it computes. */
const YOUNG_MS = 20_000;
/** A program that used this share of its lifetime as CPU time is computing. */
const COMPUTING_SHARE = 0.2;
/** HAProxy checks its backends every 2 s and requires two responses; on a busy machine they come late. */
const NOTICE_MS = 8_000;
/** A supervisor restarts an exited program within this time: supervisord waits 1, 2 and 3 s, then gives up and logs it. */
const RESTART_MS = 4_500;

/**
 * Whether a gateway's response only means that its backend is still starting. A program without a listener then is young or computes,
 * has just exited under a supervisor, or has started to listen since. Never longer than a start usually takes.
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
 * The newest program next to the front server that has no listener and seems to be the backend. Undefined if there is none, or after
 * the usual time of a start.
 */
export function silentBackend(seen: StartFacts): Beside | undefined {
  const { at, app, settings } = seen;
  if (at - app.startedAt >= usualStartMs(settings)) return undefined;
  const { programs } = besideFront(seen);
  const own = programs.filter(({ process }) => programsAmong([process]).length > 0);
  return own.toSorted((a, b) => b.began - a.began)[0];
}

/** The programs next to those that listen, without workers, which take no requests. */
function besideFront(seen: StartFacts): ReturnType<typeof besideOf> {
  const serving = [...servingListeners(seen.listeners, seen.endpoints), ...socketsOf(seen)];
  const { programs, endedAt } = besideOf(seen, serving, sameProgram);
  return { programs: programs.filter(({ process }) => !recognise({ commands: [process.command] }).isWorker), endedAt };
}

const gatewayStatus = (outcome: Outcome): number | undefined =>
  outcome.kind === 'answered' && GATEWAY_STATUSES.includes(outcome.status) ? outcome.status : undefined;

/** Whether another listener or socket has opened since the probe, or too recently for a front server with periodic checks (503) to notice. */
function isUnnoticed(seen: StartFacts, probe: Probe, status: number): boolean {
  const { at, listeners, listenersSince, endpoints, otherSockets } = seen;
  if (otherSockets.some(({ since }) => since > probe.at)) return true;
  const hasBackend = servingListeners(listeners, endpoints).some(({ port }) => port !== probe.endpoint.port);
  return hasBackend && (listenersSince > probe.at || (status === 503 && at - listenersSince < NOTICE_MS));
}
