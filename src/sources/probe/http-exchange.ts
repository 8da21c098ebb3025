import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import { MAX_HEAD_BYTES } from './byte-filter.ts';
import type { Target, WireSocket } from './wire-socket.ts';

// Not imported: node:http's own getters would load another HTTP client with it (see the API's server).
const { request: startRequest } = process.getBuiltinModule('node:http');

/** One GET, and the time limit for its response's head, counted from the first packet. */
export interface HttpRequest extends Target {
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const MAX_BODY_BYTES = 4_096;
/** A JSON health response is read whole or not at all. */
const MAX_JSON_BYTES = 16_384;
const HTTP = /^\s*HTTP\//;

/** The head of a response. */
export interface Head {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** A request in progress, with what has arrived so far. */
export interface Exchange {
  readonly head: Promise<Head | { readonly error: unknown }>;
  /** Resolves when the body is complete, cut off, or long enough. */
  readonly enough: Promise<void>;
  body(): Buffer;
}

/** Sends the request over that connection; no other request follows. */
export function ask(wire: WireSocket, target: HttpRequest): Exchange {
  const head = Promise.withResolvers<Awaited<Exchange['head']>>();
  const enough = Promise.withResolvers<void>();
  let body = Buffer.alloc(0);
  let bodyBytes = 0;
  const fail = (error: unknown): void => {
    head.resolve({ error });
    enough.resolve();
  };
  try {
    hear(requestOver(wire, target));
  } catch (error) {
    // The path cannot be sent.
    fail(error);
  }
  return { head: head.promise, enough: enough.promise, body: () => body.subarray(0, bodyBytes) };

  function hear(request: ClientRequest): void {
    request.on('error', fail);
    // The agent requested no other protocol, so 101 does not count as a response.
    request.on('upgrade', () => fail(new Error('the protocol was changed')));
    request.on('response', (response) => {
      const { statusCode = 0, headers } = response;
      if (statusCode < 100) return fail(new Error('no status'));
      // The parser also accepts RTSP responses.
      if (!HTTP.test(wire.head.toString('latin1', 0, 64))) return fail(new Error('no HTTP'));
      body = Buffer.alloc(isJson(headers) ? MAX_JSON_BYTES : MAX_BODY_BYTES);
      head.resolve({ status: statusCode, headers });
      response.on('data', (chunk: Buffer) => {
        bodyBytes += chunk.copy(body, bodyBytes);
        if (bodyBytes >= body.length) enough.resolve();
      });
      response.on('error', fail);
      response.on('close', () => enough.resolve());
    });
    request.end();
  }
}

/** `application/json`, and types with a JSON suffix: `application/vnd.spring-boot.actuator.v3+json`. */
export const isJson = (headers: IncomingHttpHeaders): boolean =>
  /^application\/(?:json|[\w.-]{1,100}\+json)\b/i.test(headers['content-type'] ?? '');

function requestOver(wire: WireSocket, { address, port, path, host, headers }: HttpRequest): ClientRequest {
  return startRequest({
    method: 'GET',
    path,
    headers: { host, connection: 'close', ...headers },
    setHost: false,
    maxHeaderSize: 2 * MAX_HEAD_BYTES,
    // The platforms' probes (Go's client, curl, balancers) accept bare line feeds, folded headers, and a length next to chunks.
    // Nothing is forwarded, so this is safe.
    insecureHTTPParser: true,
    createConnection: (_options, connected) => {
      // It is called again only with an error, which says what is missing: there is no socket then.
      void wire.reach({ address, port }).then((error) => connected(error ?? null, wire));
      return undefined;
    },
  });
}
