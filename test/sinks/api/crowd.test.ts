import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { limitCrowd } from '../../../src/sinks/api/crowd.ts';

/** A server that was never started, and connections to it from any address. */
function setUp() {
  const server = createServer();
  const crowd = limitCrowd(server);
  let port = 1_024;
  const from = (peer: string): Socket => {
    const socket = new Socket();
    port += 1;
    Object.defineProperties(socket, { remoteAddress: { value: peer }, remotePort: { value: port } });
    server.emit('connection', socket);
    return socket;
  };
  const come = (peer: string, count: number): readonly Socket[] => Array.from({ length: count }, () => from(peer));
  const call = (socket: Socket): ServerResponse => {
    const response = new ServerResponse(new IncomingMessage(socket));
    crowd.attend(socket, response);
    return response;
  };
  return { come, call };
}

const open = (sockets: readonly Socket[]): number => sockets.filter(({ destroyed }) => !destroyed).length;
const closed = (sockets: readonly Socket[]): Promise<unknown> =>
  Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve).destroy())));

test('one address from outside has 64 connections, the newest', () => {
  const { come } = setUp();
  const sockets = come('10.0.0.1', 100);
  expect([open(sockets), open(sockets.slice(-64))]).toEqual([64, 64]);
});

test('all addresses from outside have 192 together, the newest', () => {
  const { come } = setUp();
  const crowds = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'].map((peer) => come(peer, 64));
  expect(crowds.map(open)).toEqual([0, 64, 64, 64]);
});

test('others from outside cannot take the place of loopback, which has 256 with them', () => {
  const { come } = setUp();
  const local = come('::ffff:127.0.0.1', 64);
  const strangers = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'].map((peer) => come(peer, 64));
  expect([open(local), strangers.map(open)]).toEqual([64, [0, 64, 64, 64]]);
  expect([open(come('127.0.0.1', 300)), open(local)]).toEqual([256, 0]);
});

test('whose call is being answered stays, until it is', () => {
  const { come, call } = setUp();
  const [first, second] = come('10.0.0.1', 64);
  const response = call(first as Socket);
  come('10.0.0.1', 1);
  expect([first?.destroyed, second?.destroyed]).toEqual([false, true]);
  response.emit('close');
  come('10.0.0.1', 63);
  // Having been answered, it was idle for less long than all that came before.
  expect(first?.destroyed).toBe(false);
  come('10.0.0.1', 1);
  expect(first?.destroyed).toBe(true);
});

test('a newcomer is turned away where all are being answered', () => {
  const { come, call } = setUp();
  for (const socket of come('10.0.0.1', 64)) call(socket);
  expect(open(come('10.0.0.1', 1))).toBe(0);
});

test('a connection that closed makes room', async () => {
  const { come } = setUp();
  const first = come('10.0.0.1', 64);
  await closed(first.slice(0, 32));
  come('10.0.0.1', 32);
  expect(open(first)).toBe(32);
});
