import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createUnreadAnswers } from '../../../../src/sinks/api/http/unread-answers.ts';

const MEGABYTE = 1_048_576;

const response = (socket: Socket): ServerResponse => new ServerResponse(new IncomingMessage(socket));

test('has room for answers up to 16 MiB, and for more when some were taken', () => {
  const unread = createUnreadAnswers();
  const socket = new Socket();
  const first = response(socket);
  unread.add(12 * MEGABYTE, first, socket);
  expect([unread.hasRoom(4 * MEGABYTE), unread.hasRoom(4 * MEGABYTE + 1)]).toEqual([true, false]);
  first.emit('close');
  expect(unread.hasRoom(16 * MEGABYTE)).toBe(true);
});

test('forgets all answers of a connection that ended, those that waited behind another included', async () => {
  const unread = createUnreadAnswers();
  const socket = new Socket();
  const first = response(socket);
  unread.add(8 * MEGABYTE, first, socket);
  unread.add(8 * MEGABYTE, response(socket), socket);
  await new Promise((resolve) => socket.once('close', resolve).destroy());
  first.emit('close');
  expect([unread.hasRoom(16 * MEGABYTE), unread.hasRoom(16 * MEGABYTE + 1)]).toEqual([true, false]);
});
