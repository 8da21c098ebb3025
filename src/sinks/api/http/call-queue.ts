import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { apiPaths } from '../paths.ts';
import { createLoopShare, type LoopShare } from './loop-share.ts';
import { hasUntakenBody, isBodyTooLong } from './request-body.ts';

/** The number of bytes parsed in one step: node:http starts every request that it gets, and this holds five of the shortest. */
const SLICE_BYTES = 128;
/** For a long request the step grows up to this: node:http copies all that it has of a head for each slice. */
const MAX_SLICE_BYTES = 512;
/** After this much, other connections are served: a body may be in one-byte chunks, each as expensive as a short head. */
const TURN_BYTES = 1_024;
/** The number of bytes that a caller may send ahead while it waits for responses. */
const MAX_AHEAD_BYTES = 4_096;

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Whether it is being served, or was. */
  isBegun?: boolean;
}

interface Connection {
  readonly socket: Socket;
  /** Parsed calls without a complete response, in order; only the first is being served. */
  readonly calls: Call[];
  /** The last request that was parsed; its body may still come. */
  last?: IncomingMessage;
  /** The number of bytes to parse in the next step. */
  sliceBytes: number;
  /** Whether reading continues in a later turn. */
  isPutOff?: boolean;
}

/** State shared by all connections. */
interface Queue {
  readonly loop: LoopShare;
  serve(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * Serves the calls of each connection one after another: the next is not even parsed before the caller has read the previous response.
 * All connections take turns, one call each, open paths first. A caller that sends too much ahead is disconnected.
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
    // With a listener of this event, the stream passes node:http only what is read() here.
    socket.on('readable', () => queue.loop.run(() => readOn(queue, connection)));
  };

  return {
    listener,
    /** Attaches to the server that has the listener; `event` is the one that passes node:http a connection. */
    attend: (server: Server, event: 'connection' | 'secureConnection'): unknown => server.on(event, attach),
  };
}

function begin(queue: Queue, connection: Connection): void {
  const { loop, serve } = queue;
  const [call] = connection.calls;
  // Data read in a later turn may be parsed, and started, between the end of the previous call and this turn.
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

/** Lets node:http parse until a request is complete. */
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

/** Open paths respond immediately. Guarded ones are computed for each call, and a probe must not wait behind many of them. */
const isLong = ({ url = '' }: IncomingMessage): boolean => !openPaths.has(url.replace(/\?.*/s, ''));
const openPaths: ReadonlySet<string> = new Set(
  apiPaths.filter(({ access }) => access === 'open').map(({ path }) => path),
);

/** With nothing left to read, read() reports that the caller has gone; node:http then drops all calls without a response. */
function seeEnd({ socket, calls }: Connection): void {
  const [first, second] = calls;
  const isAnswering = second !== undefined || first?.response.writableEnded === true;
  if (!isAnswering) socket.read();
}

/** A connection that was refused, or has had its last response, is not read further. */
function mayRead(connection: Connection): boolean {
  const { socket, calls } = connection;
  if (socket.destroyed || !socket.writable) return false;
  return calls.length === 0 ? !isStopped(connection) : isReading(connection);
}

/** Whether the rest of the data belongs to calls that must wait. */
const isAhead = ({ calls, last }: Connection): boolean => calls.length > 0 && last?.complete === true;

/** Whether the call that is being served is still receiving its body. */
function isReading(connection: Connection): boolean {
  const { calls, last } = connection;
  return last !== undefined && last === calls[0]?.request && !last.complete && !isStopped(connection);
}

/** Whether the rest of a body is unwanted. */
const isStopped = ({ last }: Connection): boolean => last !== undefined && isBodyTooLong(last);
