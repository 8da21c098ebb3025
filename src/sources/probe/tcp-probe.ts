import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../core/clock.ts';
import type { Outcome } from '../../core/facts/probe.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { ByteLimit } from './byte-filter.ts';
import type { WireResult } from './http-probe.ts';
import { expired, failed } from './parse-failure.ts';
import { type TimeLimit, timeLimit } from './time-limit.ts';
import { type Target, WireSocket } from './wire-socket.ts';

/** Connects and closes the connection. Resolves with undefined when `signal` aborted it. */
export const tcpProbe = (target: Target, timeoutMs: number, clock: Clock, signal: AbortSignal) =>
  connection(target, timeoutMs, clock, signal, async () => ({ kind: 'connected' }));

/** Connects and completes a TLS handshake; accepts any certificate. Resolves with undefined when `signal` aborted it. */
export const tlsProbe = (target: Target, timeoutMs: number, clock: Clock, signal: AbortSignal) =>
  connection(target, timeoutMs, clock, signal, handshake);

/** A chain of certificates takes some 10 KB, and OpenSSL accepts at most 100 KB. */
const MAX_HANDSHAKE_BYTES = 262_144;

type Conversation = (wire: WireSocket, limit: TimeLimit) => Promise<Outcome>;

async function connection(
  target: Target,
  timeoutMs: number,
  clock: Clock,
  signal: AbortSignal,
  talk: Conversation,
): Promise<WireResult | undefined> {
  const startedAt = clock.now();
  const limit = timeLimit(clock, timeoutMs, signal);
  const filter = new ByteLimit(MAX_HANDSHAKE_BYTES);
  const wire = new WireSocket(filter);
  const onAbort = (): void => void wire.destroy();
  limit.signal.addEventListener('abort', onAbort);
  const error = limit.signal.aborted ? undefined : await wire.reach(target);
  const outcome = error || limit.signal.aborted ? failed(wire, error) : await talk(wire, limit);
  const lostMs = limit.lostMs();
  const durationMs = clock.now() - startedAt - lostMs;
  const isOver = limit.isOver();
  limit.end();
  if (signal.aborted) return undefined;
  const ended = filter.isFull ? ENDLESS : isOver ? expired(wire) : outcome;
  return { outcome: ended, received: wire.head, durationMs, lostMs };
}

const ENDLESS: Outcome = { kind: 'handshake-failed', reason: 'it did not end within 256 KiB' };

async function handshake(wire: WireSocket): Promise<Outcome> {
  const { connect } = await import('node:tls');
  const tls = connect({ socket: wire, rejectUnauthorized: false });
  const outcome = await handshakeOutcome(tls);
  tls.destroy();
  return outcome;
}

function handshakeOutcome(tls: TLSSocket): Promise<Outcome> {
  return new Promise((resolve) => {
    tls.once('secureConnect', () => resolve({ kind: 'connected' }));
    tls.once('close', () => resolve({ kind: 'reset' }));
    tls.on('error', (error: NodeJS.ErrnoException) => resolve(handshakeFailure(error)));
  });
}

function handshakeFailure(error: NodeJS.ErrnoException): Outcome {
  const { code } = error;
  if (code === 'ECONNRESET' || code === 'EPIPE') return { kind: 'reset' };
  return { kind: 'handshake-failed', reason: code ?? quotable(error.message, 200) };
}
