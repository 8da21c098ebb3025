import { createFleet, type Member } from '../../examples/controller/fleet.ts';
import { parseReport } from '../../examples/controller/parse-report.ts';
import type { Clock, Instant } from '../../src/core/clock.ts';
import type { Post, PostAnswer } from '../../src/sinks/controller/undici-post.ts';
import { type Arrivals, arrivals } from './arrivals.ts';

/** How the controller is down: it does not listen, or it returns 503 and asks all agents to retry at the same moment. */
export type Outage = 'refused' | 'retry-at-one-moment';

/** The example's fleet behind a transport in memory. It is down for some time. */
export interface SimulatedController {
  /** The transport of the agent with this number. */
  post(index: number): Post;
  leave(until: Instant): void;
  comeBack(): void;
  /** When the last agent got a report through after the return; Infinity if one never did. */
  allHeardAt(): Instant;
  members(): readonly Member[];
  readonly arrivals: Arrivals;
}

const LATENCY_MS = 20;

export function simulatedController(clock: Clock, count: number, outage: Outage): SimulatedController {
  const fleet = createFleet({ silentAfterMs: 90_000, maxMembers: count });
  const all = arrivals();
  const heardAt = new Map<number, Instant>();
  let awayUntil: Instant | undefined;
  let backAt = Number.POSITIVE_INFINITY;

  return {
    post: (index) => async (body, signal) => {
      await clock.sleep(LATENCY_MS, signal);
      const at = clock.now();
      all.add(at, Buffer.byteLength(body));
      if (awayUntil !== undefined) return sendAway(outage, awayUntil);
      const report = parseReport(body);
      if (report === undefined) return { status: 400 };
      fleet.take(report, at);
      if (at >= backAt && !heardAt.has(index)) heardAt.set(index, at);
      return { status: 202 };
    },
    leave(until) {
      awayUntil = until;
    },
    comeBack() {
      awayUntil = undefined;
      backAt = clock.now();
    },
    allHeardAt: () => (heardAt.size === count ? Math.max(...heardAt.values()) : Number.POSITIVE_INFINITY),
    members: () => fleet.members(clock.now()),
    arrivals: all,
  };
}

function sendAway(outage: Outage, until: number): PostAnswer {
  if (outage === 'refused') throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  return { status: 503, retryAfter: new Date(until).toUTCString() };
}
