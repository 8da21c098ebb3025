import type { Clock, Instant } from '../../core/clock.ts';
import { type Greeted, mayHaveEnded } from '../../core/facts/greeted.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Identity, Outcome, Probe } from '../../core/facts/probe.ts';
import type { Facts } from '../../core/memory/facts.ts';
import { greetingsFor } from './greeting-order.ts';
import type { FailedKind } from './greetings.ts';
import { greet } from './identify-protocol.ts';

/** Identifies the protocol of ports where an HTTP request or a handshake failed. */
export interface Identification {
  /**
   * Sends at most one more greeting, and returns what is known of the port: one connection per failed check, the likeliest greeting first.
   * Never greets the same program twice with the same greeting, and never again after a process exited because of one.
   */
  identify(probe: Probe, facts: Facts, signal: AbortSignal): Promise<Identity | undefined>;
}

interface Asked {
  /** The processes that held the port; empty if unknown. */
  readonly holders: readonly number[];
  /** The names of the greetings sent. */
  readonly sent: readonly string[];
  readonly greeted: Greeted;
  readonly identity?: Identity;
}

export const isUnclear = (outcome: Outcome): outcome is Extract<Outcome, { kind: FailedKind }> =>
  outcome.kind === 'malformed' ||
  outcome.kind === 'reset' ||
  outcome.kind === 'no-response' ||
  outcome.kind === 'handshake-failed';

/** Lives for one run of the source. Each greeting is recorded before it is sent: if the app then exits, the greeting may be the cause. */
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

/** Another program on the port starts over; an unknown one counts as the same. */
const isSame = (before: readonly number[], now: readonly number[]): boolean =>
  before.length === 0 || now.length === 0 || now.some((pid) => before.includes(pid));

/** Whether a process that held the port, or a child of it, was seen to exit soon after a greeting. */
const isHarmed = ({ greeted, holders }: Asked, { observed: { past } }: Facts): boolean =>
  past.known &&
  past.value.vanished.some(
    ({ process: { pid, ppid }, at }) => mayHaveEnded(greeted, at) && (holders.includes(pid) || holders.includes(ppid)),
  );

function listenersAt(port: number, { observed: { listeners } }: Facts): readonly Listener[] {
  return listeners.known ? listeners.value.filter((listener) => listener.port === port) : [];
}

/** Whether connections already wait to be accepted. The app is busy then, and a greeting would wait behind them. */
const isQueueing = (listeners: readonly Listener[], outcome: Outcome): boolean =>
  outcome.kind === 'no-response' && listeners.some(({ queued }) => queued > 0);
