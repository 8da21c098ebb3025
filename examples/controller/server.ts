import { createHash, timingSafeEqual } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { TlsOptions } from 'node:tls';
import type { Fleet, Member } from './fleet.ts';
import { parseReport } from './parse-report.ts';

export interface ServerOptions {
  readonly fleet: Fleet;
  /** Every request needs this bearer token, including requests that only read. Undefined: no request needs a token. */
  readonly token?: string;
  /** With `requestCert` and `rejectUnauthorized`, only agents with a certificate can connect. */
  readonly tls?: TlsOptions;
}

/** A report carries at most 1 MiB of events that earlier reports dropped. The rest of it is a few KiB. */
const MAX_BODY_BYTES = 8 * 1_048_576;
const PATIENCE_MS = 10_000;

/** POST /reports accepts a report. GET /fleet returns the fleet's state as JSON, GET / as text. */
export function createController({ fleet, token, tls }: ServerOptions): Server {
  const answer: RequestListener = (request, response) => {
    const path = request.url?.split('?')[0];
    if (token !== undefined && !isAuthorized(request, token))
      end(response, 401, 'the bearer token is missing or wrong');
    else if (request.method === 'POST' && path === '/reports') void take(fleet, request, response);
    else if (request.method === 'GET' && path === '/fleet') json(response, fleet.members(Date.now()));
    else if (request.method === 'GET' && path === '/') end(response, 200, table(fleet.members(Date.now())));
    else end(response, 404, 'POST /reports, GET /fleet or GET /');
  };
  const server = tls ? createHttpsServer(tls, answer) : createHttpServer(answer);
  server.requestTimeout = PATIENCE_MS;
  server.headersTimeout = PATIENCE_MS;
  return server;
}

async function take(fleet: Fleet, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) return end(response, 413, 'the report is too large');
      chunks.push(chunk);
    }
  } catch {
    // The agent closed the connection, and will send the report again.
    return;
  }
  const report = parseReport(Buffer.concat(chunks).toString());
  if (report === undefined) return end(response, 400, 'not a report from sidewatch');
  fleet.take(report, Date.now());
  end(response, 202, '');
}

function isAuthorized({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text === '' ? '' : `${text}\n`);
}

function json(response: ServerResponse, members: readonly Member[]): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ members }));
}

function table(members: readonly Member[]): string {
  const rows = members.map(({ source, state, primary, seq, missing, lastSeen }) =>
    [
      state.padEnd(11),
      source,
      `seq ${seq}`,
      missing > 0 ? `${missing} missing` : '',
      lastSeen,
      primary?.code ?? '',
    ].join('  '),
  );
  return [`${members.length} instance${members.length === 1 ? '' : 's'}`, ...rows].join('\n');
}
