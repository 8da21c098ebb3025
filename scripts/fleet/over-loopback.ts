import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import type { Member } from '../../examples/controller/fleet.ts';
import { undiciPost } from '../../src/sinks/controller/undici-post.ts';
import { systemClock } from '../../src/system-clock.ts';
import { startAgents } from './agents.ts';

interface Rate {
  readonly mean: number;
  readonly peak: number;
}

export interface OverLoopback {
  readonly agents: number;
  readonly reports: number;
  readonly duplicates: number;
  readonly missing: number;
  readonly dropped: number;
  readonly steady: Rate;
  readonly back: Rate;
  /** Payload of the TCP connections in both directions, including HTTP headers. */
  readonly bytesPerReport: number;
}

const SECOND = 1_000;
const HEARTBEAT_MS = 5 * SECOND;

/** Runs real senders against the example controller in a separate process, which is down for 20 s. Takes about 90 s on loopback. */
export async function overLoopback(count: number): Promise<OverLoopback> {
  const child = fork(join(import.meta.dirname, 'controller-process.ts'));
  const [{ port }] = await once(child, 'message');
  const url = new URL(`http://127.0.0.1:${port}/reports`);
  const post = undiciPost({ url });
  const agents = startAgents({
    count,
    url,
    clock: systemClock,
    random: Math.random,
    post: () => post,
    heartbeatMs: HEARTBEAT_MS,
    changeEveryMs: 30 * SECOND,
    startOverMs: HEARTBEAT_MS,
  });
  await timeout(10 * SECOND);
  const from = Date.now();
  await timeout(15 * SECOND);
  const before = await tell(child, from, Date.now());
  child.send({ do: 'away' });
  await timeout(20 * SECOND);
  child.send({ do: 'back' });
  await once(child, 'message');
  const backAt = Date.now();
  await timeout(30 * SECOND);
  await Promise.race([agents.stop(), timeout(60 * SECOND)]);
  const after = await tell(child, backAt, backAt + 30 * SECOND);
  child.disconnect();
  return figures(before, after);
}

interface Told {
  readonly members: readonly Member[];
  readonly arrivals: Rate;
  readonly bytes: number;
}

async function tell(child: ChildProcess, from: number, to: number): Promise<Told> {
  child.send({ do: 'tell', from, to });
  const [told] = await once(child, 'message');
  return told;
}

function figures(before: Told, after: Told): OverLoopback {
  const sum = (of: (member: Member) => number): number => after.members.reduce((total, each) => total + of(each), 0);
  const reports = sum((each) => each.reports);
  const duplicates = sum((each) => each.duplicates);
  return {
    agents: after.members.length,
    reports,
    duplicates,
    missing: sum((each) => each.missing),
    dropped: sum((each) => each.dropped),
    steady: before.arrivals,
    back: after.arrivals,
    bytesPerReport: after.bytes / (reports + duplicates),
  };
}
