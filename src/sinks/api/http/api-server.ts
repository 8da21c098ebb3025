import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { API_SERVER } from '../../../core/facts/agent-answer.ts';
import { type Answer, problem, type Reply, type Stream } from './answer.ts';
import type { Call } from './call.ts';
import { queueCalls } from './call-queue.ts';
import { answerClientErrors, type LastAnswers, UNMET } from './client-errors.ts';
import { limitConnections } from './connection-limit.ts';
import { outletOf } from './outlet.ts';
import { callOf } from './request.ts';
import type { TlsContents } from './tls-files.ts';
import { createUnreadAnswers, type UnreadAnswers } from './unread-answers.ts';

/** Limits for every caller: for sending a request, and for reading its response. */
const MAX_HEAD_MS = 5_000;
const MAX_REQUEST_MS = 10_000;
const MAX_ANSWER_MS = 10_000;
const MAX_IDLE_MS = 5_000;
const MAX_HEAD_BYTES = 8_192;

export interface ApiServerOptions {
  answer(call: Call): Reply;
  readonly tls?: TlsContents;
  /** Ends calls that wait. */
  readonly signal: AbortSignal;
  onFailure(error: unknown): void;
}

/** An HTTP server for the API that no caller can block, grow or crash: every size and every time has a limit. */
export function createApiServer({ answer, tls, signal, onFailure }: ApiServerOptions): Server {
  const unread = createUnreadAnswers();
  const lastAnswers: LastAnswers = new WeakMap();
  const queue = queueCalls(serve);
  const server = createServer(tls, queue.listener);
  queue.attend(server, tls === undefined ? 'connection' : 'secureConnection');
  const unmet = new WeakSet<IncomingMessage>();
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    unmet.add(request);
    queue.listener(request, response);
  });
  const connections = limitConnections(server);
  answerClientErrors(server, lastAnswers);
  server.timeout = MAX_REQUEST_MS;
  return server;

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    response.setHeader('server', API_SERVER);
    const gone = goneSignal(response, signal);
    const call = callOf(request, gone, tls?.ca !== undefined);
    const reply = unmet.has(request) ? UNMET : call === undefined ? NO_HOST : answer(call);
    connections.attend(socket, response);
    lastAnswers.set(socket, response);
    if (!('then' in reply) && !('send' in reply)) send(response, reply, unread);
    else if (mayWait(call) && !connections.await(socket, response)) send(response, TOO_MANY_WAITING, unread);
    else {
      socket.setTimeout(0);
      const done =
        'then' in reply ? sendLater(response, reply, unread) : sendStream(response, reply, gone, request.method);
      done.catch((error: unknown) => {
        onFailure(error);
        response.destroy();
      });
    }
  }
}

/** Calls of other paths wait only until their code is loaded: many waiting calls must not block Prometheus. */
const mayWait = (call: Call | undefined): boolean => call?.target.startsWith('/v1/') === true;

const NO_HOST = problem(400, 'The request must name exactly one host.', {
  connection: 'close',
});
const BUSY = problem(503, 'Too many responses are waiting to be read. Try again.', { 'retry-after': '1' });
const TOO_MANY_WAITING = problem(503, 'Too many calls are waiting. Try again.', { 'retry-after': '5' });

const LIMITS = {
  maxHeaderSize: MAX_HEAD_BYTES,
  // The API checks this itself, and says what is wrong in the body.
  requireHostHeader: false,
  headersTimeout: MAX_HEAD_MS,
  requestTimeout: MAX_REQUEST_MS,
  keepAliveTimeout: MAX_IDLE_MS,
  // Each check of the connections wakes the agent, even without connections. A slow caller is gone after at most twice its time.
  connectionsCheckingInterval: 5_000,
};

function createServer(tls: TlsContents | undefined, listener: RequestListener): Server {
  // An import statement reads every export, and the getter of node:http's WebSocket loads all of Node's own undici:
  // 45 ms and 4 MB (Node 24.21).
  if (tls === undefined) return process.getBuiltinModule('node:http').createServer(LIMITS, listener);
  const asking = tls.ca !== undefined && { requestCert: true, rejectUnauthorized: false };
  const options = { ...LIMITS, ...tls, ...asking, minVersion: 'TLSv1.2', handshakeTimeout: MAX_HEAD_MS } as const;
  return process.getBuiltinModule('node:https').createServer(options, listener);
}

/** Aborts when the caller is gone, its response is complete, or the API closes. */
function goneSignal(response: ServerResponse, ending: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  if (ending.aborted) leave();
  ending.addEventListener('abort', leave, { once: true });
  response.once('close', () => {
    ending.removeEventListener('abort', leave);
    leave();
  });
  return gone.signal;
}

function send(response: ServerResponse, wanted: Answer, unread: UnreadAnswers): void {
  const { socket } = response.req;
  const { status, headers, body, bytes } = unread.hasRoom(wanted.body.length) ? wanted : BUSY;
  const length = bytes?.length ?? Buffer.byteLength(body);
  unread.add(length, response, socket);
  const timer = setTimeout(() => socket.destroy(), MAX_ANSWER_MS).unref();
  response.once('close', () => clearTimeout(timer));
  // A 304 has no body; its length would be that of the full response.
  response.writeHead(status, status === 304 ? headers : { ...headers, 'content-length': length });
  response.end(bytes ?? body);
}

async function sendLater(response: ServerResponse, later: Promise<Answer>, unread: UnreadAnswers): Promise<void> {
  const answer = await later;
  if (response.destroyed) return;
  response.req.socket.setTimeout(MAX_REQUEST_MS);
  send(response, answer, unread);
}

async function sendStream(response: ServerResponse, stream: Stream, gone: AbortSignal, method = ''): Promise<void> {
  response.writeHead(stream.status, stream.headers);
  if (method !== 'HEAD') await stream.send(outletOf(response, gone));
  response.end();
}
