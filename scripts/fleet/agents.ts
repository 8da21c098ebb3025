import { untilHeartbeatMs } from '../../src/agent/heartbeat.ts';
import type { Clock } from '../../src/core/clock.ts';
import type { Sink } from '../../src/core/ports/sink.ts';
import { statusBody } from '../../src/core/report/status-body.ts';
import type { Change } from '../../src/core/report/transitions.ts';
import { createLogger } from '../../src/logger.ts';
import { createControllerSink } from '../../src/sinks/controller/controller-sink.ts';
import type { Post } from '../../src/sinks/controller/undici-post.ts';
import { facts } from '../../test/support/builders.ts';

/** The reporting half of an agent. Heartbeats and an occasional change go into the real sink. */
export interface FleetOfAgents {
  /** Stops the heartbeats. Resolves when all reports have arrived. */
  stop(): Promise<void>;
}

export interface AgentsOptions {
  readonly count: number;
  readonly url: URL;
  readonly clock: Clock;
  random(): number;
  post(index: number): Post;
  readonly heartbeatMs: number;
  /** The average time between two changes of an agent. */
  readonly changeEveryMs: number;
  /** The agents start evenly over this time. */
  readonly startOverMs: number;
}

const quiet = createLogger({ level: 'silent', format: 'json', write: () => undefined });

export function startAgents(options: AgentsOptions): FleetOfAgents {
  const beating = new AbortController();
  const all = Array.from({ length: options.count }, (_, index) => live(options, index, beating.signal));
  return {
    async stop() {
      beating.abort();
      await Promise.all(all);
    },
  };
}

async function live(options: AgentsOptions, index: number, signal: AbortSignal): Promise<void> {
  const { clock, random, url, heartbeatMs, changeEveryMs } = options;
  const instance = `web-${index}`;
  const sink = createControllerSink({
    url,
    instance,
    run: 'r',
    clock,
    random,
    logger: quiet,
    post: options.post(index),
  });
  let seq = 0;
  const report = (changes: readonly Change[]): Promise<void> => {
    seq += 1;
    return deliver(sink, { seq, at: clock.now(), changes, instance });
  };
  const underWay = new Set<Promise<void>>();
  const follow = (delivery: Promise<void>): void => {
    const done = delivery.finally(() => underWay.delete(done));
    underWay.add(done);
  };
  await clock.sleep((index / options.count) * options.startOverMs, signal);
  follow(report([{ kind: 'status', to: 'pending' }]));
  while (!signal.aborted) {
    await clock.sleep(untilHeartbeatMs(heartbeatMs, random()), signal);
    const isChange = random() < heartbeatMs / changeEveryMs;
    follow(report(isChange ? [{ kind: 'status', to: 'running' }] : []));
  }
  await Promise.all(underWay);
}

interface Told {
  readonly seq: number;
  readonly at: number;
  readonly changes: readonly Change[];
  readonly instance: string;
}

const never = new AbortController().signal;
const healthy = facts();

function deliver(sink: Sink, { seq, at, changes, instance }: Told): Promise<void> {
  const mine = { ...healthy, at, settings: { ...healthy.settings, instance } };
  const body = statusBody({ facts: mine, judgement: { diagnoses: [], skipped: [] } });
  const events = changes.map((change) => ({ seq, at, change }));
  return sink.deliver({ seq, at, events, last: false, body, facts: mine }, never);
}
