import type { Member } from '../../examples/controller/fleet.ts';
import { startAgents } from './agents.ts';
import { type Outage, simulatedController } from './simulated-controller.ts';
import { seededRandom, wheelClock } from './wheel-clock.ts';

export interface Simulated {
  readonly steady: { readonly mean: number; readonly peak: number };
  readonly away: { readonly mean: number; readonly peak: number };
  /** The first two minutes after the return. */
  readonly back: { readonly mean: number; readonly peak: number };
  /** How long after the return every agent had got a report through. */
  readonly allHeardAfterMs: number;
  readonly agents: number;
  readonly reports: number;
  readonly duplicates: number;
  readonly missing: number;
  readonly dropped: number;
  readonly bodyBytesPerAgentMinute: number;
}

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

/** Runs the real delivery code of ten thousand agents against the example's real fleet, with a transport and a clock in memory. */
export async function simulate(count: number, outage: Outage): Promise<Simulated> {
  const clock = wheelClock(START);
  const controller = simulatedController(clock, count, outage);
  const agents = startAgents({
    count,
    url: new URL('http://controller.example/reports'),
    clock,
    random: seededRandom(42),
    post: controller.post,
    heartbeatMs: 30_000,
    changeEveryMs: 10 * MINUTE,
    startOverMs: MINUTE,
  });

  const { arrivals } = controller;
  await clock.pass(3 * MINUTE);
  const steadyFrom = START + 2 * MINUTE;
  const bytesBefore = arrivals.bytes;
  await clock.pass(2 * MINUTE);
  const bodyBytesPerAgentMinute = (arrivals.bytes - bytesBefore) / count / 2;
  const awayFrom = clock.now();
  controller.leave(awayFrom + 5 * MINUTE);
  await clock.pass(5 * MINUTE);
  controller.comeBack();
  const backAt = clock.now();
  await clock.pass(4 * MINUTE);
  const stopped = agents.stop();
  await clock.pass(2 * MINUTE);
  await stopped;

  return {
    steady: arrivals.between(steadyFrom, awayFrom),
    away: arrivals.between(awayFrom, backAt),
    back: arrivals.between(backAt, backAt + 2 * MINUTE),
    allHeardAfterMs: controller.allHeardAt() - backAt,
    ...countsOf(controller.members()),
    bodyBytesPerAgentMinute,
  };
}

type Counts = Pick<Simulated, 'agents' | 'reports' | 'duplicates' | 'missing' | 'dropped'>;

function countsOf(members: readonly Member[]): Counts {
  const sum = (of: (member: Member) => number): number => members.reduce((total, each) => total + of(each), 0);
  return {
    agents: members.length,
    reports: sum(({ reports }) => reports),
    duplicates: sum(({ duplicates }) => duplicates),
    missing: sum(({ missing }) => missing),
    dropped: sum(({ dropped }) => dropped),
  };
}
