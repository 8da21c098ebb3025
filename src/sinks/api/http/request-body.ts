import type { IncomingMessage } from 'node:http';
import type { Call, TooLong } from './call.ts';

/**
 * The limits for reading a body. node:http delivers pieces of up to 512 bytes, and a one-byte piece costs as much as a full one.
 * So a body in tiny chunks may have fewer bytes. An unwanted body is read this far, to keep the connection usable for common clients.
 */
const WANTED = { bytes: 65_536, pieces: 192 };
const UNWANTED = { bytes: 4_096, pieces: 16 };

/**
 * Reads a body, wanted or not: a connection can be reused only when all was read. It is kept only if a handler requests it
 * immediately, because an unwanted body would stay in many small pieces. A request with too long a body is paused permanently.
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
    // Sends the pending response first; then the connection closes.
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

/** Whether parsed parts of the body are still unread; they come before the verdict that it is too long. */
export const hasUntakenBody = (request: IncomingMessage): boolean => !request.complete && request.readableLength > 0;

/** Whether the rest of the body is unwanted. */
export const isBodyTooLong = (request: IncomingMessage): boolean => !request.complete && request.isPaused();
