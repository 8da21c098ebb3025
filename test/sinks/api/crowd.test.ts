import { createServer, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { limitCrowd } from '../../../src/sinks/api/crowd.ts';

/** A server that was never started, and connections to it from any address. */
function setUp() {
  const server = createServer();
  limitCrowd(server);
  const from = (peer: string): Socket => {
    const socket = new Socket();
    Object.defineProperty(socket, 'remoteAddress', { value: peer });
    server.emit('connection', socket);
    return socket;
  };
  const letIn = (peer: string, count: number) =>
    Array.from({ length: count }, () => from(peer)).filter((socket) => !socket.destroyed);
  return { letIn };
}

const closed = (sockets: readonly Socket[]): Promise<unknown> =>
  Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve).destroy())));

test('one address from outside gets 64 connections, all of them together 192', () => {
  const { letIn } = setUp();
  const counts = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'].map((peer) => letIn(peer, 100).length);
  expect(counts).toEqual([64, 64, 64, 0]);
});

test('loopback is not counted', () => {
  const { letIn } = setUp();
  expect([letIn('::ffff:127.0.0.1', 200).length, letIn('10.0.0.1', 1).length]).toEqual([200, 1]);
});

test('a connection that closed makes room', async () => {
  const { letIn } = setUp();
  await closed(letIn('10.0.0.1', 64));
  expect(letIn('10.0.0.1', 100)).toHaveLength(64);
});
