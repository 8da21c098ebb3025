import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { apiPaths } from '../paths.ts';
import { createLoopShare, type LoopShare } from './loop-share.ts';
import { hasUntakenBody, isBodyTooLong } from './request-body.ts';

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

/** What all connections share. */
interface Queue {
  readonly loop: LoopShare;
  serve(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * Serves the calls of each connection one after another: the next is not even parsed before the answer to the one before was taken.
 * All connections get their turn, one call each, what anyone may ask first. A caller that sends too much ahead is disconnected.
 */
export function queueCalls(serve: Queue['serve']) {
  const queue: Queue = { loop: createLoopShare(), serve };
  const connections = new WeakMap<Socket, Connection>();

  const listener: RequestListener = (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    connection.last = request;
    connection.sliceBytes = SLICE_BYTES;
    connection.calls.push({ request, response });
    if (connection.calls.length === 1) begin(queue, connection);
  };

  const attach = (socket: Socket): void => {
    const connection: Connection = { socket, calls: [], sliceBytes: SLICE_BYTES };
    connections.set(socket, connection);
    // With a listener of this event the stream gives node:http what is read() here, and no more.
    socket.on('readable', () => queue.loop.run(() => readOn(queue, connection)));
  };

  return {
    listener,
    /** Wants the server that has the listener; `event` is the one that gives node:http a connection. */
    attend: (server: Server, event: 'connection' | 'secureConnection'): unknown => server.on(event, attach),
  };
}

function begin(queue: Queue, connection: Connection): void {
  const { loop, serve } = queue;
  const [call] = connection.calls;
  // What is read in a later turn may be parsed, and begun, between the end of the call before and the turn that follows it.
  if (call === undefined || call.isBegun || connection.socket.destroyed) return;
  call.isBegun = true;
  call.response.once('close', () => {
    connection.calls.shift();
    loop.run(() => {
      begin(queue, connection);
      readOn(queue, connection);
    });
  });
  const answer = (): void => {
    if (!connection.socket.destroyed) serve(call.request, call.response);
  };
  if (isLong(call.request)) loop.runLong(answer);
  else answer();
}

/** Has node:http parse on until a request is complete. */
function readOn(queue: Queue, connection: Connection): void {
  if (connection.isPutOff) return;
  const { socket } = connection;
  let readBytes = 0;
  while (mayRead(connection) && socket.readableLength > 0) {
    const { last } = connection;
    if (readBytes >= TURN_BYTES || (last !== undefined && hasUntakenBody(last))) {
      putOff(queue, connection);
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

function putOff(queue: Queue, connection: Connection): void {
  connection.isPutOff = true;
  queue.loop.runLater(() => {
    connection.isPutOff = false;
    readOn(queue, connection);
  });
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

/** Whether the rest of a body is not wanted. */
const isStopped = ({ last }: Connection): boolean => last !== undefined && isBodyTooLong(last);
