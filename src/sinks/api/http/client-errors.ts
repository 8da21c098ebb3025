import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { API_SERVER } from '../../../core/facts/agent-answer.ts';
import { type Answer, problem } from './answer.ts';

/** The last response on each connection. */
export type LastAnswers = WeakMap<Duplex, ServerResponse>;

/** Sends a problem for input that node:http rejects before it is a call, which would otherwise get no body. Then closes the connection. */
export function answerClientErrors(server: Server, lastAnswers: LastAnswers): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = answerTo(error.code);
    const last = lastAnswers.get(socket);
    // The request after a waiting one is not read, so it is not late.
    if (answer === TOO_SLOW && last?.writableEnded === false && !last.destroyed && last.req.complete) return;
    const isMidway = last?.headersSent && !last.writableFinished;
    if (answer === undefined || isMidway || !socket.writable) socket.destroy();
    else socket.end(rawAnswer(answer), () => socket.destroy());
  });
  server.on('connect', (_request, socket) => {
    // From here the connection belongs to this code, and an unhandled error would crash the agent.
    socket.on('error', () => socket.destroy());
    socket.end(rawAnswer(NO_PROXY), () => socket.destroy());
  });
}

const NO_PROXY = problem(405, 'This is not a proxy.', { allow: 'GET, HEAD, POST' });
/** For a call that expects something other than 100-continue. */
export const UNMET = problem(417, 'The only supported expectation is 100-continue.');
const TOO_SLOW = problem(408, 'The head must be complete within 5 s, and the body within 10 s.');
const HEAD_TOO_LONG = problem(431, 'The head may have at most 8 KiB.');
const CHUNKS_TOO_LONG = problem(413, 'The chunk extensions are too long.');
const NO_HTTP = problem(400, 'This is not an HTTP/1.1 request.');

/** Undefined if no caller is left: the connection broke, or a handshake failed. */
function answerTo(code = ''): Answer | undefined {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return TOO_SLOW;
  if (code === 'HPE_HEADER_OVERFLOW') return HEAD_TOO_LONG;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return CHUNKS_TOO_LONG;
  return code.startsWith('HPE_') ? NO_HTTP : undefined;
}

/** A response as raw text, where node:http has no response object for it. */
function rawAnswer({ status, headers, body }: Answer): string {
  const fields = {
    ...headers,
    server: API_SERVER,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  const { STATUS_CODES } = process.getBuiltinModule('node:http');
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}
