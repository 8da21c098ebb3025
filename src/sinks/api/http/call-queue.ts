import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { apiPaths } from '../paths.ts';
import { createLoopShare } from './loop-share.ts';

/** So little is parsed at once: node:http begins every request that it is given, and this holds five of the shortest. */
const SLICE_BYTES = 128;
/** Of a long request more and more, up to this: node:http copies all that it has of a head for each slice. */
const MAX_SLICE_BYTES = 512;
/** Then others have their turn: a body may be in chunks of one byte, each of which costs as much as a short head. */
const TURN_BYTES = 1_024;
/** What a caller may send ahead of the answers that it waits for. */
const MAX_AHEAD_BYTES = 4_096;

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Whether it is being served, or was. */
  isBegun?: boolean;
}

interface Connection {
  readonly socket: Socket;
  /** What was parsed and is not answered, in order; only the first is being served. */
  readonly calls: Call[];
  /** The request that was parsed last: its body may still come. */
  last?: IncomingMessage;
  /** So much is parsed at once the next time. */
  sliceBytes: number;
  /** Whether it is to be read on in a later turn. */
  isPutOff?: boolean;
}

/**
 * Serves the calls of each connection one after another: the next is not even parsed before the answer to the one before was taken.
 * All connections get their turn, one call each, what anyone may ask first. A caller that sends too much ahead is disconnected.
 */
export function queueCalls(serve: (request: IncomingMessage, response: ServerResponse) => void) {
  const loop = createLoopShare();
  const connections = new WeakMap<Socket, Connection>();

  const listener: RequestListener = (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    connection.last = request;
    connection.sliceBytes = SLICE_BYTES;
    connection.calls.push({ request, response });
    if (connection.calls.length === 1) begin(connection);
  };

  function begin(connection: Connection): void {
    const [call] = connection.calls;
    // What is read in a later turn may be parsed, and begun, between the end of the call before and the turn that follows it.
    if (call === undefined || call.isBegun || connection.socket.destroyed) return;
    call.isBegun = true;
    call.response.once('close', () => {
      connection.calls.shift();
      loop.run(() => {
        begin(connection);
        readOn(connection);
      });
    });
    const answer = (): void => {
      if (!connection.socket.destroyed) serve(call.request, call.response);
    };
    if (isLong(call.request)) loop.runLong(answer);
    else answer();
  }

  function attach(socket: Socket): void {
    const connection: Connection = { socket, calls: [], sliceBytes: SLICE_BYTES };
    connections.set(socket, connection);
    // With a listener of this event the stream gives node:http what is read() here, and no more.
    socket.on('readable', () => loop.run(() => readOn(connection)));
  }

  /** Has node:http parse on until a request is complete. */
  function readOn(connection: Connection): void {
    if (connection.isPutOff) return;
    const { socket } = connection;
    let readBytes = 0;
    while (mayRead(connection) && socket.readableLength > 0) {
      if (readBytes >= TURN_BYTES || hasUntakenBody(connection)) {
        putOff(connection);
        return;
      }
      const taken = Math.min(connection.sliceBytes, socket.readableLength);
      socket.read(taken);
      readBytes += taken;
      connection.sliceBytes = Math.min(connection.sliceBytes * 2, MAX_SLICE_BYTES);
    }
    if (socket.readableLength === 0) seeEnd(connection);
    else if (socket.readableLength > MAX_AHEAD_BYTES && isAhead(connection)) socket.destroy();
  }

  function putOff(connection: Connection): void {
    connection.isPutOff = true;
    loop.runLater(() => {
      connection.isPutOff = false;
      readOn(connection);
    });
  }

  return {
    listener,
    /** Wants the server that has the listener; `event` is the one that gives node:http a connection. */
    attend: (server: Server, event: 'connection' | 'secureConnection'): unknown => server.on(event, attach),
  };
}

/** What anyone may ask is at hand; the rest is made for each call, and a probe must not wait behind many of those. */
const isLong = ({ url = '' }: IncomingMessage): boolean => !openPaths.has(url.replace(/\?.*/s, ''));
const openPaths: ReadonlySet<string> = new Set(
  apiPaths.filter(({ access }) => access === 'open').map(({ path }) => path),
);

/** With nothing left to read, read() makes known that the caller has gone; node:http then drops all calls that are not answered. */
function seeEnd({ socket, calls }: Connection): void {
  const [first, second] = calls;
  const isAnswering = second !== undefined || first?.response.writableEnded === true;
  if (!isAnswering) socket.read();
}

/** A connection that was refused, or answered for the last time, is read no more. */
function mayRead(connection: Connection): boolean {
  const { socket, calls } = connection;
  if (socket.destroyed || !socket.writable) return false;
  return calls.length === 0 ? !isStopped(connection) : isReading(connection);
}

/** Whether what is left to read belongs to calls that have to wait. */
const isAhead = ({ calls, last }: Connection): boolean => calls.length > 0 && last?.complete === true;

/** Whether the call that is being served still gets its body. */
function isReading(connection: Connection): boolean {
  const { calls, last } = connection;
  return last !== undefined && last === calls[0]?.request && !last.complete && !isStopped(connection);
}

/** Whether what was parsed of a body is still to be taken, which comes before it may be said to be too long. */
const hasUntakenBody = ({ last }: Connection): boolean =>
  last !== undefined && !last.complete && last.readableLength > 0;

/** Whether the rest of a body is not wanted. */
const isStopped = ({ last }: Connection): boolean => last !== undefined && !last.complete && last.isPaused();
