import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { API_SERVER } from '../../../core/facts/agent-answer.ts';
import { type Answer, problem } from './answer.ts';

/** What was answered last on a connection. */
export type LastAnswers = WeakMap<Duplex, ServerResponse>;

/** Answers as a problem what node:http turns away before it is a call, and would answer with no body; the connection ends with it. */
export function answerClientErrors(server: Server, lastAnswers: LastAnswers): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = answerTo(error.code);
    const last = lastAnswers.get(socket);
    // The request behind one that waits is not read on, and so is not late.
    if (answer === TOO_SLOW && last?.writableEnded === false && !last.destroyed && last.req.complete) return;
    const isMidway = last?.headersSent && !last.writableFinished;
    if (answer === undefined || isMidway || !socket.writable) socket.destroy();
    else socket.end(rawAnswer(answer), () => socket.destroy());
  });
  server.on('connect', (_request, socket) => {
    // From here on the connection is ours alone, and an error that nobody hears would be the agent's.
    socket.on('error', () => socket.destroy());
    socket.end(rawAnswer(NO_PROXY), () => socket.destroy());
  });
}

const NO_PROXY = problem(405, 'This is no proxy.', { allow: 'GET, HEAD, POST' });
/** To a call that expects something else than 100-continue. */
export const UNMET = problem(417, 'Of all expectations only 100-continue is met.');
const TOO_SLOW = problem(408, 'A head must be complete within 5 s, a request with its body within 10 s.');
const HEAD_TOO_LONG = problem(431, 'A head may have 8 KiB.');
const CHUNKS_TOO_LONG = problem(413, 'The extensions of the chunks are too long.');
const NO_HTTP = problem(400, 'This is no HTTP/1.1 request.');

/** Undefined where there is nobody to tell: the connection broke, or a handshake failed. */
function answerTo(code = ''): Answer | undefined {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return TOO_SLOW;
  if (code === 'HPE_HEADER_OVERFLOW') return HEAD_TOO_LONG;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return CHUNKS_TOO_LONG;
  return code.startsWith('HPE_') ? NO_HTTP : undefined;
}

/** An answer as it goes over the wire, where node:http has no response to write it to. */
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
