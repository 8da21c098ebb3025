import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { limitConnections } from '../../../../src/sinks/api/http/connection-limit.ts';

/** A server that was never started, and connections to it from any address. */
function setUp() {
  const server = createServer();
  const connections = limitConnections(server);
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
    connections.attend(socket, response);
    return response;
  };
  /** Whether a call on this connection may wait. */
  const wait = (socket: Socket, response = call(socket)): boolean => connections.await(socket, response);
  return { come, call, wait };
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

test('where all are being answered, a newcomer takes the place of the one that has been for longest', () => {
  const { come, call } = setUp();
  const sockets = come('10.0.0.1', 64);
  for (const socket of sockets) call(socket);
  expect([open(come('10.0.0.1', 1)), open(sockets), sockets[0]?.destroyed]).toEqual([1, 63, true]);
});

describe('calls that wait', () => {
  const from = (peer: string, count: number) => Array.from({ length: count }, () => peer);
  const strangers = from('10.0.0.1', 40).concat(from('10.0.0.2', 40));

  test.each([
    ['32 of one address from outside', from('10.0.0.1', 64), 32],
    ['48 of all addresses from outside', strangers, 48],
    ['64 with loopback', [...strangers, ...from('127.0.0.1', 100)], 64],
    ['64 of loopback alone', from('::1', 100), 64],
  ])('may be %s', (_which, peers, most) => {
    const { come, wait } = setUp();
    expect(peers.flatMap((peer) => come(peer, 1)).filter((socket) => wait(socket))).toHaveLength(most);
  });

  test('keep their connections, and leave room for whoever comes from the same address', () => {
    const { come, call, wait } = setUp();
    const waiting = come('10.0.0.1', 32);
    for (const socket of waiting) wait(socket);
    for (const socket of come('10.0.0.1', 32)) call(socket);
    for (let n = 0; n < 200; n += 1) expect(open(come('10.0.0.1', 1))).toBe(1);
    expect(open(waiting)).toBe(32);
  });

  test('make room for others when they are over', () => {
    const { come, call, wait } = setUp();
    const responses = come('10.0.0.1', 32).map((socket) => ({ socket, response: call(socket) }));
    expect(responses.map(({ socket, response }) => wait(socket, response))).not.toContain(false);
    const [next] = come('10.0.0.1', 1) as [Socket];
    expect(wait(next)).toBe(false);
    responses[0]?.response.emit('close');
    expect(wait(next)).toBe(true);
  });
});

test('a connection that closed makes room', async () => {
  const { come } = setUp();
  const first = come('10.0.0.1', 64);
  await closed(first.slice(0, 32));
  come('10.0.0.1', 32);
  expect(open(first)).toBe(32);
});
