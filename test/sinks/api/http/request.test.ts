import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { callOf } from '../../../../src/sinks/api/http/request.ts';
import { report } from '../../reports.ts';
import { never, served } from '../served.ts';

const statusWith = async (headers: Readonly<Record<string, string>>): Promise<number> => {
  const { base, sink } = await served();
  await sink.deliver(report(), never);
  return (await fetch(`${base}/v1/status`, { headers })).status;
};

test.each([
  'Forwarded',
  'X-Forwarded-For',
  'X-Real-IP',
  'X-Client-IP',
  'X-Envoy-External-Address',
  'X-Cluster-Client-IP',
  'True-Client-IP',
  'CF-Connecting-IP',
  'Fastly-Client-IP',
  'Via',
])('a call that came through a proxy, which adds %s, is none from loopback', async (name) => {
  expect(await statusWith({ [name]: '10.0.0.1' })).toBe(403);
});

test('headers of a client that no proxy adds leave a call one from loopback', async () => {
  expect(await statusWith({ 'user-agent': 'curl/8', 'x-request-id': '1', 'x-client-name': 'ops' })).toBe(200);
});

test.each([
  ['that is wanted', 200],
  ['that nobody wants', 20],
])('of a body %s in chunks of one byte no more than %i are read', async (_what, most) => {
  const like = { method: 'POST', url: '/', httpVersion: '1.1', headers: {}, headersDistinct: { host: ['x'] } };
  const socket = { destroy: () => undefined };
  // `as`: of a request no more is looked at.
  const request = Object.assign(new Readable({ read: () => undefined }), like, {
    socket,
  }) as unknown as IncomingMessage;
  const call = callOf(request, never, false);
  const body = most === 200 ? call?.body?.() : undefined;
  let sent = 0;
  for (; sent < 60_000 && !request.isPaused(); sent += 1) request.emit('data', Buffer.from('x'));
  expect(sent).toBeLessThan(most);
  if (body !== undefined) expect(await body).toEqual({ kind: 'too-long' });
});
