import type { Clock, Instant } from '../../core/clock.ts';
import { type Greeted, mayHaveEnded } from '../../core/facts/greeted.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Identity, Outcome, Probe } from '../../core/facts/probe.ts';
import type { Facts } from '../../core/memory/facts.ts';
import { greetingsFor } from './greeting-order.ts';
import type { FailedKind } from './greetings.ts';
import { greet } from './identify-protocol.ts';

/** What the ports speak on which an HTTP request or a handshake failed. */
export interface Identification {
  /**
   * What is known of the port, after one greeting more at most: one connection for each check that failed, the likeliest first, and none
   * twice for the same program. Never again after a process ended over one.
   */
  identify(probe: Probe, facts: Facts, signal: AbortSignal): Promise<Identity | undefined>;
}

interface Asked {
  /** The processes that held the port; empty where nobody could tell. */
  readonly holders: readonly number[];
  /** By their names. */
  readonly sent: readonly string[];
  readonly greeted: Greeted;
  readonly identity?: Identity;
}

export const isUnclear = (outcome: Outcome): outcome is Extract<Outcome, { kind: FailedKind }> =>
  outcome.kind === 'malformed' ||
  outcome.kind === 'reset' ||
  outcome.kind === 'no-response' ||
  outcome.kind === 'handshake-failed';

/** Of one run of the source; each greeting is told before it is made, so that an end that follows is not blamed on the app alone. */
export function identification(clock: Clock, tell: (greeted: Greeted, at: Instant) => void): Identification {
  const asked = new Map<number, Asked>();
  let isOver = false;
  return { identify };

  async function identify(probe: Probe, facts: Facts, signal: AbortSignal): Promise<Identity | undefined> {
    const { outcome, address } = probe;
    const { port } = probe.endpoint;
    if (!isUnclear(outcome)) return undefined;
    const listeners = listenersAt(port, facts);
    const holders = listeners.flatMap(({ pid }) => pid ?? []);
    const last = asked.get(port);
    isOver ||= last !== undefined && isHarmed(last, facts);
    const before = last && isSame(last.holders, holders) ? last : undefined;
    const { sent = [], identity: known } = before ?? {};
    const next = greetingsFor(outcome, port, listeners).find(({ name }) => !sent.includes(name));
    if (isOver || next === undefined || known !== undefined || isQueueing(listeners, outcome)) return known;
    const greeted = { port, says: next.name, at: clock.now() };
    tell(greeted, greeted.at);
    const identity = await greet(next, { address, port }, clock, signal);
    asked.set(port, { holders, sent: [...sent, next.name], greeted, ...(identity && { identity }) });
    return identity;
  }
}

/** Another program at the port is another matter; one that is unknown is taken for the same. */
const isSame = (before: readonly number[], now: readonly number[]): boolean =>
  before.length === 0 || now.length === 0 || now.some((pid) => before.includes(pid));

/** Whether a process that held the port, or a child of one, was seen to end soon after it was greeted. */
const isHarmed = ({ greeted, holders }: Asked, { observed: { past } }: Facts): boolean =>
  past.known &&
  past.value.vanished.some(
    ({ process: { pid, ppid }, at }) => mayHaveEnded(greeted, at) && (holders.includes(pid) || holders.includes(ppid)),
  );

function listenersAt(port: number, { observed: { listeners } }: Facts): readonly Listener[] {
  return listeners.known ? listeners.value.filter((listener) => listener.port === port) : [];
}

/** Whether connections already wait to be accepted: then the app is busy, and a greeting would wait behind them. */
const isQueueing = (listeners: readonly Listener[], outcome: Outcome): boolean =>
  outcome.kind === 'no-response' && listeners.some(({ queued }) => queued > 0);
