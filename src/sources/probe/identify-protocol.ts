import type { Clock } from '../../core/clock.ts';
import type { Identity } from '../../core/facts/probe.ts';
import type { Greeting } from './greetings.ts';
import { timeLimit } from './time-limit.ts';
import { type Target, WireSocket } from './wire-socket.ts';

const CONNECT_WAIT_MS = 500;

/** The protocol of a port, by its first reply to a greeting on a new connection. Undefined if there is none or it is not recognized. */
export async function greet(
  greeting: Greeting,
  target: Target,
  clock: Clock,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  const wire = new WireSocket();
  const connecting = timeLimit(clock, CONNECT_WAIT_MS, signal);
  const stop = (): void => void wire.destroy();
  connecting.signal.addEventListener('abort', stop);
  // Unreachable: the app is exiting, or its accept queue is full.
  if (signal.aborted || (await wire.reach(target)) || signal.aborted) {
    connecting.end();
    return undefined;
  }
  connecting.signal.removeEventListener('abort', stop);
  connecting.end();
  const waiting = timeLimit(clock, greeting.waitMs, signal);
  waiting.signal.addEventListener('abort', stop);
  wire.write(greeting.says);
  await firstWords(wire, greeting);
  waiting.end();
  return greeting.identify(wire.head);
}

const firstWords = (wire: WireSocket, greeting: Greeting): Promise<void> =>
  new Promise((resolve) => {
    wire.on('data', () => {
      if (wire.isHeadKept || greeting.identify(wire.head) !== undefined) resolve();
    });
    wire.once('close', () => resolve());
  });
