import type { IncomingMessage } from 'node:http';
import type { Call, TooLong } from './call.ts';

/**
 * How much of a body is read. node:http gives it in pieces of up to 512 bytes, and each of one byte costs as much as such a one: a body in tiny
 * chunks may have fewer bytes. Where nobody wants it, enough is read for the connection to be used again after what a client may send by habit.
 */
const WANTED = { bytes: 65_536, pieces: 192 };
const UNWANTED = { bytes: 4_096, pieces: 16 };

/**
 * Reads a body, whether or not somebody wants it: a connection is used again only when all was read. It is kept only for whoever
 * wants it at once: what anyone may send would stay in many small pieces. When it is longer than it may be the request is paused, for good.
 */
export function readBody(request: IncomingMessage, answered: AbortSignal): NonNullable<Call['body']> {
  const whole = Promise.withResolvers<string | TooLong>();
  let kept: Buffer | undefined;
  let [bytes, pieces] = [0, 0];
  request.on('data', (chunk: Buffer) => {
    const most = kept === undefined ? UNWANTED : WANTED;
    bytes += chunk.length;
    pieces += 1;
    if (bytes <= most.bytes && pieces <= most.pieces) {
      if (kept !== undefined) kept = Buffer.concat([kept, chunk]);
      return;
    }
    whole.resolve({ kind: 'too-long' });
    request.pause();
    // Whoever is still to be answered is; then the connection ends.
    const end = (): unknown => setTimeout(() => request.socket.destroy(), LAST_WORDS_MS).unref();
    if (answered.aborted) end();
    else answered.addEventListener('abort', end, { once: true });
  });
  request.on('end', () => whole.resolve(kept?.toString('utf8') ?? ''));
  request.on('close', () => whole.resolve(''));
  return () => {
    kept ??= Buffer.alloc(0);
    return whole.promise;
  };
}

const LAST_WORDS_MS = 500;

/** Whether what was parsed of the body is still to be taken, which comes before it may be said to be too long. */
export const hasUntakenBody = (request: IncomingMessage): boolean => !request.complete && request.readableLength > 0;

/** Whether the rest of the body is not wanted. */
export const isBodyTooLong = (request: IncomingMessage): boolean => !request.complete && request.isPaused();
