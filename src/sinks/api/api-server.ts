import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Answer, problem } from './answer.ts';
import { createBacklog } from './backlog.ts';
import type { Call } from './call.ts';
import { limitCrowd, MAX_CONNECTIONS } from './crowd.ts';

// An import statement reads every export, and the getter of node:http's WebSocket loads all of Node's own undici: 45 ms and 4 MB (Node 24.21).
const { createServer } = process.getBuiltinModule('node:http');

/** Whatever a caller does, it is over after so long: sending a request, and taking its answer. */
const MAX_HEAD_MS = 5_000;
const MAX_REQUEST_MS = 10_000;
const MAX_ANSWER_MS = 10_000;
const MAX_IDLE_MS = 5_000;
const MAX_HEAD_BYTES = 8_192;
/** Bodies are read over, never kept. */
const MAX_BODY_BYTES = 65_536;

/** An HTTP server for the API that no caller can make wait, grow or fall: each size and each time has its bound. */
export function createApiServer(answer: (call: Call) => Answer): Server {
  const backlog = createBacklog();
  const server = createServer(
    {
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: MAX_HEAD_MS,
      requestTimeout: MAX_REQUEST_MS,
      keepAliveTimeout: MAX_IDLE_MS,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      bound(request, response);
      const { socket } = request;
      if (backlog.isFull(socket)) {
        socket.destroy();
        return;
      }
      const wanted = answer(callOf(request));
      const given = backlog.hasRoom(wanted.body.length) ? wanted : BUSY;
      backlog.add(given.body.length, response, socket);
      send(response, given);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.timeout = MAX_REQUEST_MS;
  limitCrowd(server);
  return server;
}

const BUSY = problem(503, 'Too many answers wait to be read. Try again.', { 'retry-after': '1' });

function callOf({ method = '', url = '', socket, headers }: IncomingMessage): Call {
  const { host, authorization } = headers;
  return {
    method,
    target: url,
    peer: socket.remoteAddress ?? '',
    ...(host !== undefined && { host }),
    ...(authorization !== undefined && { authorization }),
  };
}

/** A body without end, and an answer that is never taken, end with the connection. */
function bound(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) request.socket.destroy();
  });
  const timer = setTimeout(() => request.socket.destroy(), MAX_ANSWER_MS).unref();
  response.once('close', () => clearTimeout(timer));
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
