import type { Clock } from '../../core/clock.ts';
import type { Answer, Outcome } from '../../core/facts/probe.ts';
import { quotable, redact } from '../../core/redaction/redact.ts';
import { AnswerFilter } from './answer-filter.ts';
import { ask, type Exchange, type Head, type HttpRequest, isJson } from './http-exchange.ts';
import { expired, failed } from './parse-failure.ts';
import { frameworkByHeaders } from './parse-framework-header.ts';
import { downLines, downParts } from './parse-health-body.ts';
import { timeLimit } from './time-limit.ts';
import { WireSocket } from './wire-socket.ts';

/** The result of one connection: the outcome, and the peer's first bytes (at most 512). */
export interface WireResult {
  readonly outcome: Outcome;
  readonly received: Uint8Array;
  /** Up to the end of the response's head, or to the failure; without `lostMs`. */
  readonly durationMs: number;
  /** Time in which the agent itself was not scheduled. */
  readonly lostMs: number;
}

const BODY_CHARACTERS = 2_048;
/** Only the health report is read from a longer response: redaction takes time. */
const HEAD_BYTES = 4_096;
const LOCATION_CHARACTERS = 512;
const SERVER_CHARACTERS = 120;
/** How long to wait for the start of a body: it is evidence, not part of the check. */
const BODY_WAIT_MS = 500;

/**
 * Makes one GET on a new connection, directly to the address: no proxy, no redirect, no keep-alive.
 * A fault of the app is an outcome. Resolves with undefined when `signal` aborted it.
 */
export async function httpProbe(
  request: HttpRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<WireResult | undefined> {
  const startedAt = clock.now();
  const limit = timeLimit(clock, request.timeoutMs, signal);
  const filter = new AnswerFilter();
  const wire = new WireSocket(filter);
  const exchange = ask(wire, request);
  const head = await Promise.race([exchange.head, aborted(limit.signal)]);
  const lostMs = limit.lostMs();
  const durationMs = clock.now() - startedAt - lostMs;
  limit.end();
  const isAnswer = head !== undefined && 'status' in head;
  if (isAnswer) await bodyWait(exchange, clock, signal);
  wire.destroy();
  if (signal.aborted) return undefined;
  const outcome = isAnswer
    ? answered(head, exchange.body())
    : filter.isHeadTooLarge
      ? { kind: 'too-large' as const, received: filter.headBytes, largest: filter.largestHeaders() }
      : limit.isOver()
        ? expired(wire)
        : failed(wire, head?.error);
  return { outcome, received: wire.head, durationMs, lostMs };
}

async function bodyWait({ enough }: Exchange, clock: Clock, signal: AbortSignal): Promise<void> {
  const limit = timeLimit(clock, BODY_WAIT_MS, signal);
  await Promise.race([enough, aborted(limit.signal)]);
  limit.end();
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

function answered({ status, headers }: Head, body: Buffer): Outcome & Answer {
  const location = first(headers['location']);
  const server = first(headers['server']);
  const framework = frameworkByHeaders(headers);
  const read = isJson(headers) ? downParts : downLines;
  const down = status >= 400 ? read(body.toString('utf8')) : [];
  return {
    kind: 'answered',
    status,
    ...(location !== undefined && { location: quotable(location, LOCATION_CHARACTERS) }),
    ...(server !== undefined && { server: quotable(server, SERVER_CHARACTERS) }),
    ...(framework !== undefined && { framework }),
    bodyHead: quotable(
      redact(body.toString('utf8', 0, HEAD_BYTES))
        .replace(/\s+/g, ' ')
        .trim(),
      BODY_CHARACTERS,
    ),
    ...(down.length > 0 && { down }),
  };
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
