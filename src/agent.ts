import type { Clock, Instant } from './core/clock.ts';
import { diagnose } from './core/diagnose.ts';
import { untilBeatMs } from './core/facts/beat.ts';
import type { Facts } from './core/facts.ts';
import type { Memory } from './core/memory.ts';
import type { Observation } from './core/observation.ts';
import { remember } from './core/remember.ts';
import { type Report, statusBody } from './core/report.ts';
import type { Rule } from './core/rule.ts';
import type { Sink } from './core/sink.ts';
import { factsOf } from './core/snapshot.ts';
import type { Source, Watch } from './core/source.ts';
import { type Change, type Event, type Picture, transitions } from './core/transitions.ts';
import { isSettled, sharedWaitMs, tickMs } from './tempo.ts';

/** What an agent is made of. */
export interface AgentParts {
  readonly clock: Clock;
  readonly memory: Memory;
  readonly rules: readonly Rule[];
  /** The source that owns the app: when it is done the app has ended, and so does the agent. */
  readonly app: Source;
  readonly sources: readonly Source[];
  /** What the sources that are slow to look wait for; it must resolve soon. */
  readonly ready?: Promise<unknown>;
  readonly sinks: readonly Sink[];
  readonly heartbeatMs: number;
  readonly exitGraceMs: number;
  /** 0 to 1, for the heartbeats' jitter. */
  random(): number;
  /** Told of a source or sink that broke: a bug, for the agent's own log. */
  onFailure(part: string, error: unknown): void;
}

/**
 * Turns the wheel until the app has ended: sources observe, memory remembers, rules judge, sinks deliver.
 * A turn follows every observation that changed something, and every tick, for what time alone changes.
 */
export async function runAgent(parts: AgentParts): Promise<void> {
  const wheel = createWheel(parts);
  const watching = new AbortController();
  const others = [...parts.sources.map(look), tick(), beat()];
  await run(parts, wheel, parts.app, watching.signal);
  await settle();
  watching.abort();
  await Promise.all(others);
  await wheel.finish();

  async function look(source: Source): Promise<void> {
    if (source.isSlow) await parts.ready;
    await run(parts, wheel, source, watching.signal);
  }

  async function tick(): Promise<void> {
    while (!watching.signal.aborted) {
      await wheel.pause(tickMs(wheel.facts()), watching.signal);
      if (!watching.signal.aborted) wheel.turnSoon();
    }
  }

  async function beat(): Promise<void> {
    while (!watching.signal.aborted) {
      await parts.clock.sleep(untilBeatMs(parts.heartbeatMs, parts.random()), watching.signal);
      if (!watching.signal.aborted) wheel.turn('heartbeat');
    }
  }

  /** The last word on an exit needs a look at what is left of the app. */
  async function settle(): Promise<void> {
    while (!isSettled(wheel.facts())) await wheel.pause(50, watching.signal, ['processes', 'listeners']);
  }
}

async function run(parts: AgentParts, wheel: Wheel, source: Source, signal: AbortSignal): Promise<void> {
  try {
    await source.run(wheel, signal);
  } catch (error) {
    parts.onFailure(source.name, error);
  }
}

type TurnReason = 'refresh' | 'heartbeat' | 'last';

interface Wheel extends Watch {
  turn(reason: TurnReason): void;
  /** A turn after all else that is due now: one for all of it. */
  turnSoon(): void;
  /** Delivers the last report, and waits for what is under way, no longer than the exit grace. */
  finish(): Promise<void>;
}

/** The one place that holds state: what is remembered, the picture before, and what is still on its way to a sink. */
function createWheel(parts: AgentParts): Wheel {
  const { clock, rules, sinks } = parts;
  const sleepers = new Set<{ readonly wakeOn: readonly Observation['fact'][]; readonly wake: () => void }>();
  const underWay = new Set<Promise<void>>();
  const delivering = new AbortController();
  const startedAt = clock.now();
  let memory = parts.memory;
  let picture: Picture | undefined;
  let eventSeq = 0;
  let reportSeq = 0;
  let turnIsDue = false;

  return { clock, record, facts, pause, turn, turnSoon, finish };

  function facts(): Facts {
    return factsOf(memory, clock.now());
  }

  function record(observation: Observation): void {
    const isNews = changesSomething(memory, observation);
    memory = remember(memory, observation);
    if (!isNews) return;
    for (const { wakeOn, wake } of [...sleepers]) if (wakeOn.includes(observation.fact)) wake();
    turnSoon();
  }

  function turnSoon(): void {
    if (turnIsDue) return;
    turnIsDue = true;
    setImmediate(() => {
      if (turnIsDue) turn('refresh');
    });
  }

  function turn(reason: TurnReason): void {
    turnIsDue = false;
    const before = picture;
    const now = facts();
    picture = { facts: now, judgement: diagnose(rules, now, before?.judgement.diagnoses ?? []) };
    const changes = transitions(before, picture);
    const isReport = changes.length > 0 || reason !== 'refresh';
    if (isReport) reportSeq += 1;
    deliver(report(picture, changes, reason), isReport ? sinks : sinks.filter(({ live }) => live));
  }

  function report(now: Picture, changes: readonly Change[], reason: TurnReason): Report {
    const { at } = now.facts;
    const events = changes.map((change) => numbered(change, at));
    return { seq: reportSeq, at, events, last: reason === 'last', body: statusBody(now), facts: now.facts };
  }

  function numbered(change: Change, at: Instant): Event {
    eventSeq += 1;
    return { seq: eventSeq, at, change };
  }

  function deliver(report: Report, to: readonly Sink[]): void {
    for (const sink of to) {
      const delivery = sink
        .deliver(report, delivering.signal)
        .catch((error: unknown) => parts.onFailure(sink.name, error))
        .finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    }
  }

  async function pause(ms: number, signal: AbortSignal, wakeOn: readonly Observation['fact'][] = []): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    const sleeper = { wakeOn, wake };
    sleepers.add(sleeper);
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
    await clock.sleep(sharedWaitMs(ms, clock.now(), startedAt), woken.signal);
    signal.removeEventListener('abort', wake);
    sleepers.delete(sleeper);
  }

  async function finish(): Promise<void> {
    turn('last');
    const grace = new AbortController();
    const timeUp = clock.sleep(parts.exitGraceMs, grace.signal).then(() => delivering.abort());
    await Promise.race([timeUp, Promise.all(underWay)]);
    grace.abort();
  }
}

/** Whether an observation is more than the same reading again. */
function changesSomething(memory: Memory, observation: Observation): boolean {
  if (observation.kind === 'event') return true;
  const before = memory.seen[observation.fact];
  if (observation.kind === 'lost') return before.known || before.reason !== observation.reason;
  // Readings are small plain data: some dozens of processes and listeners.
  return !before.known || JSON.stringify(before.value) !== JSON.stringify(observation.value);
}
