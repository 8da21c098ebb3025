import type { Clock } from '../../core/clock.ts';
import type { Identity } from '../../core/facts/probe.ts';
import { type Greeting, greetings } from './greetings.ts';
import { protocolOf } from './parse-greeting.ts';
import { timeLimit } from './time-limit.ts';
import { type Target, WireSocket } from './wire-socket.ts';

/** How an HTTP request failed on a port that accepts connections. */
export type FailedKind = keyof typeof greetings;

const CONNECT_WAIT_MS = 500;

/**
 * What an accepting port speaks, after an HTTP request failed on it: first by the bytes `received` then, next by its answers
 * to greetings of other protocols, one connection each, 3 s in all. Undefined when nothing was recognised; silence says nothing.
 */
export async function identifyProtocol(
  target: Target,
  failed: { readonly kind: FailedKind; readonly received: Uint8Array },
  clock: Clock,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  const known = protocolOf(failed.received);
  if (known !== undefined) return known;
  for (const greeting of greetings[failed.kind]) {
    const answer = await answerTo(greeting, target, clock, signal);
    // Unreachable by now: the app is ending, or its accept queue is full.
    if (answer === undefined || signal.aborted) return undefined;
    const identity = greeting.identify(answer);
    if (identity !== undefined) return identity;
  }
  return undefined;
}

/** The first bytes that came within the greeting's time, none at all included; undefined when there was no connection. */
async function answerTo(
  greeting: Greeting,
  target: Target,
  clock: Clock,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const wire = new WireSocket();
  const connecting = timeLimit(clock, CONNECT_WAIT_MS, signal);
  const stop = (): void => void wire.destroy();
  connecting.signal.addEventListener('abort', stop);
  if (signal.aborted || (await wire.reach(target)) || signal.aborted) {
    connecting.end();
    return undefined;
  }
  connecting.signal.removeEventListener('abort', stop);
  connecting.end();
  const waiting = timeLimit(clock, greeting.waitMs, signal);
  waiting.signal.addEventListener('abort', stop);
  if (greeting.says.length > 0) wire.write(greeting.says);
  await firstWords(wire, greeting);
  waiting.end();
  return wire.head;
}

const firstWords = (wire: WireSocket, greeting: Greeting): Promise<void> =>
  new Promise((resolve) => {
    wire.on('data', () => {
      if (wire.isHeadKept || greeting.identify(wire.head) !== undefined) resolve();
    });
    wire.once('close', () => resolve());
  });
