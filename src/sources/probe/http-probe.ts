import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../core/clock.ts';
import type { Answer, Outcome } from '../../core/facts/probe.ts';
import { quotable } from '../../core/redact.ts';
import { expired, failed } from './parse-failure.ts';
import { frameworkByHeaders } from './parse-framework-header.ts';
import { timeLimit } from './time-limit.ts';
import { type Target, WireSocket } from './wire-socket.ts';

// Not imported: node:http's own getters would load another HTTP client with it (see the API's server).
const { request: startRequest } = process.getBuiltinModule('node:http');

/** One GET, and how long its answer's head may take from the first packet on. */
export interface HttpRequest extends Target {
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** What came of one connection: the outcome, and the peer's first bytes as they came (at most 512). */
export interface WireResult {
  readonly outcome: Outcome;
  readonly received: Uint8Array;
  /** Up to the end of the answer's head, or to the failure. */
  readonly durationMs: number;
}

const MAX_HEAD_BYTES = 16_384;
const MAX_BODY_BYTES = 4_096;
const BODY_CHARACTERS = 2_048;
const LOCATION_CHARACTERS = 512;
const SERVER_CHARACTERS = 120;
/** How long the beginning of a body is waited for: it is evidence, not part of the check. */
const BODY_WAIT_MS = 500;

/**
 * Makes one GET on a connection of its own, straight to the address: no proxy, no redirect, no keep-alive.
 * A fault of the app is an outcome. Resolves with undefined when `signal` aborted it.
 */
export async function httpProbe(
  request: HttpRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<WireResult | undefined> {
  const startedAt = clock.now();
  const limit = timeLimit(clock, request.timeoutMs, signal);
  const wire = new WireSocket();
  const exchange = ask(wire, request);
  const head = await Promise.race([exchange.head, aborted(limit.signal)]);
  const durationMs = clock.now() - startedAt;
  limit.end();
  const isAnswer = head !== undefined && 'status' in head;
  if (isAnswer) await bodyWait(exchange, clock, signal);
  wire.destroy();
  if (signal.aborted) return undefined;
  const outcome = isAnswer
    ? answered(head, exchange.body())
    : limit.isOver()
      ? expired(wire)
      : failed(wire, head?.error);
  return { outcome, received: wire.head, durationMs };
}

interface Head {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

interface Exchange {
  readonly head: Promise<Head | { readonly error: unknown }>;
  /** Resolves when the body is complete, cut off, or long enough. */
  readonly enough: Promise<void>;
  body(): Buffer;
}

function ask(wire: WireSocket, target: HttpRequest): Exchange {
  const head = Promise.withResolvers<Awaited<Exchange['head']>>();
  const enough = Promise.withResolvers<void>();
  let body = Buffer.alloc(0);
  const fail = (error: unknown): void => {
    head.resolve({ error });
    enough.resolve();
  };
  try {
    hear(requestOver(wire, target));
  } catch (error) {
    // A path that cannot be sent.
    fail(error);
  }
  return { head: head.promise, enough: enough.promise, body: () => body };

  function hear(request: ClientRequest): void {
    request.on('error', fail);
    // Nobody asked for another protocol: 101 is no answer.
    request.on('upgrade', () => fail(new Error('the protocol was changed')));
    request.on('response', (response) => {
      const { statusCode = 0, headers } = response;
      if (statusCode < 100) return fail(new Error('no status'));
      head.resolve({ status: statusCode, headers });
      response.on('data', (chunk: Buffer) => {
        body = Buffer.concat([body, chunk.subarray(0, MAX_BODY_BYTES - body.length)]);
        if (body.length >= MAX_BODY_BYTES) enough.resolve();
      });
      response.on('error', fail);
      response.on('close', () => enough.resolve());
    });
    request.end();
  }
}

function requestOver(wire: WireSocket, { address, port, path, host, headers }: HttpRequest): ClientRequest {
  return startRequest({
    method: 'GET',
    path,
    headers: { host, connection: 'close', ...headers },
    setHost: false,
    maxHeaderSize: MAX_HEAD_BYTES,
    createConnection: (_options, connected) => {
      // Called again only with an error, which names what is missing: no socket.
      void wire.reach({ address, port }).then((error) => connected(error ?? null, wire));
      return undefined;
    },
  });
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
  return {
    kind: 'answered',
    status,
    ...(location !== undefined && { location: quotable(location, LOCATION_CHARACTERS) }),
    ...(server !== undefined && { server: quotable(server, SERVER_CHARACTERS) }),
    ...(framework !== undefined && { framework }),
    bodyHead: quotable(body.toString('utf8').replace(/\s+/g, ' ').trim(), BODY_CHARACTERS),
  };
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
