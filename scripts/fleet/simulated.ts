import { createFleet } from '../../examples/controller/fleet.ts';
import { parseReport } from '../../examples/controller/parse-report.ts';
import type { Post, PostAnswer } from '../../src/sinks/undici-post.ts';
import { startAgents } from './agents.ts';
import { arrivals } from './arrivals.ts';
import { seededRandom, wheelClock } from './wheel-clock.ts';

/** How the controller is away: nobody listens, or it sends everyone away until one and the same moment. */
export type Outage = 'refused' | 'retry-at-one-moment';

export interface Simulated {
  readonly steady: { readonly mean: number; readonly peak: number };
  readonly away: { readonly mean: number; readonly peak: number };
  /** The first two minutes after the return. */
  readonly back: { readonly mean: number; readonly peak: number };
  /** How long after the return every agent had been heard. */
  readonly allHeardAfterMs: number;
  readonly agents: number;
  readonly reports: number;
  readonly duplicates: number;
  readonly missing: number;
  readonly dropped: number;
  readonly bodyBytesPerAgentMinute: number;
}

const MINUTE = 60_000;
const LATENCY_MS = 20;
const START = Date.UTC(2026, 0, 1);

/** Ten thousand agents' real delivery code against the example's real fleet, over a transport and a clock in memory. */
export async function simulate(count: number, outage: Outage): Promise<Simulated> {
  const clock = wheelClock(START);
  const fleet = createFleet({ silentAfterMs: 90_000, maxMembers: count });
  const all = arrivals();
  let awayUntil: number | undefined;
  let backAt = Number.POSITIVE_INFINITY;
  const heardAt = new Map<number, number>();

  const post =
    (index: number): Post =>
    async (body, signal) => {
      await clock.sleep(LATENCY_MS, signal);
      const at = clock.now();
      all.add(at, Buffer.byteLength(body));
      if (awayUntil !== undefined) return sendAway(outage, awayUntil);
      const report = parseReport(body);
      if (report === undefined) return { status: 400 };
      fleet.take(report, at);
      if (at >= backAt && !heardAt.has(index)) heardAt.set(index, at);
      return { status: 202 };
    };
  const agents = startAgents({
    count,
    url: new URL('http://controller.example/reports'),
    clock,
    random: seededRandom(42),
    post,
    heartbeatMs: 30_000,
    changeEveryMs: 10 * MINUTE,
    startOverMs: MINUTE,
  });

  await clock.pass(3 * MINUTE);
  const steadyFrom = START + 2 * MINUTE;
  const bytesBefore = all.bytes;
  await clock.pass(2 * MINUTE);
  const bodyBytesPerAgentMinute = (all.bytes - bytesBefore) / count / 2;
  const awayFrom = clock.now();
  awayUntil = awayFrom + 5 * MINUTE;
  await clock.pass(5 * MINUTE);
  awayUntil = undefined;
  backAt = clock.now();
  await clock.pass(4 * MINUTE);
  const stopped = agents.stop();
  await clock.pass(2 * MINUTE);
  await stopped;

  const members = fleet.members(clock.now());
  const sum = (of: (member: (typeof members)[number]) => number): number =>
    members.reduce((total, each) => total + of(each), 0);
  return {
    steady: all.between(steadyFrom, awayFrom),
    away: all.between(awayFrom, backAt),
    back: all.between(backAt, backAt + 2 * MINUTE),
    allHeardAfterMs: heardAt.size === count ? Math.max(...heardAt.values()) - backAt : Number.POSITIVE_INFINITY,
    agents: members.length,
    reports: sum(({ reports }) => reports),
    duplicates: sum(({ duplicates }) => duplicates),
    missing: sum(({ missing }) => missing),
    dropped: sum(({ dropped }) => dropped),
    bodyBytesPerAgentMinute,
  };
}

function sendAway(outage: Outage, until: number): PostAnswer {
  if (outage === 'refused') throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  return { status: 503, retryAfter: new Date(until).toUTCString() };
}
