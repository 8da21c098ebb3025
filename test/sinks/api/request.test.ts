import { expect, test } from 'vitest';
import { report } from '../reports.ts';
import { never, served } from './served.ts';

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
