import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** For all connections together. A picture has some kilobytes, a thousand events a megabyte or two. */
const MAX_BYTES = 16 * 1_048_576;

/** The responses that callers have not read yet. */
export interface UnreadAnswers {
  /** Whether a response of this size still fits into the total. */
  hasRoom(bytes: number): boolean;
  /** Counts a response until it was read or its connection closed. */
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
    // A response queued behind another one on the same connection gets no close event.
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
