import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Of all connections; a picture has some kilobytes, a thousand events a megabyte or two. */
const MAX_BYTES = 16 * 1_048_576;

/** The answers that callers have not taken yet. */
export interface UnreadAnswers {
  /** Whether an answer of so many bytes is not too much for all together. */
  hasRoom(bytes: number): boolean;
  /** Counts an answer until it was taken or its connection ended. */
  add(bytes: number, response: ServerResponse, socket: Socket): void;
}

export function createUnreadAnswers(): UnreadAnswers {
  const bySocket = new Map<Socket, Map<ServerResponse, number>>();
  let total = 0;

  const forget = (socket: Socket, response: ServerResponse): void => {
    const waiting = bySocket.get(socket);
    total -= waiting?.get(response) ?? 0;
    waiting?.delete(response);
  };

  const waitingOn = (socket: Socket): Map<ServerResponse, number> => {
    const before = bySocket.get(socket);
    if (before) return before;
    const waiting = new Map<ServerResponse, number>();
    bySocket.set(socket, waiting);
    // An answer that waits behind another of its connection never closes when the connection does.
    socket.once('close', () => {
      for (const response of [...waiting.keys()]) forget(socket, response);
      bySocket.delete(socket);
    });
    return waiting;
  };

  return {
    hasRoom: (bytes) => total + bytes <= MAX_BYTES,
    add(bytes, response, socket) {
      waitingOn(socket).set(response, bytes);
      total += bytes;
      response.once('close', () => forget(socket, response));
    },
  };
}
