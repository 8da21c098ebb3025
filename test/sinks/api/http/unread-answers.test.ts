import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createBacklog } from '../../../../src/sinks/api/http/unread-answers.ts';

const MEGABYTE = 1_048_576;

const response = (socket: Socket): ServerResponse => new ServerResponse(new IncomingMessage(socket));

test('has room for answers up to 16 MiB, and for more when some were taken', () => {
  const backlog = createBacklog();
  const socket = new Socket();
  const first = response(socket);
  backlog.add(12 * MEGABYTE, first, socket);
  expect([backlog.hasRoom(4 * MEGABYTE), backlog.hasRoom(4 * MEGABYTE + 1)]).toEqual([true, false]);
  first.emit('close');
  expect(backlog.hasRoom(16 * MEGABYTE)).toBe(true);
});

test('forgets all answers of a connection that ended, those that waited behind another included', async () => {
  const backlog = createBacklog();
  const socket = new Socket();
  const first = response(socket);
  backlog.add(8 * MEGABYTE, first, socket);
  backlog.add(8 * MEGABYTE, response(socket), socket);
  await new Promise((resolve) => socket.once('close', resolve).destroy());
  first.emit('close');
  expect([backlog.hasRoom(16 * MEGABYTE), backlog.hasRoom(16 * MEGABYTE + 1)]).toEqual([true, false]);
});
