import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ours } from '../../../../src/core/redaction/safe-json.ts';
import type { Outlet } from '../../../../src/sinks/api/http/answer.ts';
import { outletOf } from '../../../../src/sinks/api/http/outlet.ts';
import { never } from '../served.ts';

const frame = ours('x'.repeat(10_000));
const STALL_MS = 300;

/** A real response to a caller that reads nothing. */
async function unread(): Promise<ServerResponse> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  onTestFinished(() => {
    caller.destroy();
    server.close();
  });
  caller.on('error', () => undefined);
  caller.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [, response] = await once(server, 'request');
  return response;
}

/** How many characters waited at most, while as many were written as the outlet takes. */
async function mostKept(response: ServerResponse, write: Outlet['write']): Promise<number> {
  for (let most = 0; ; ) {
    const taken = write(frame);
    most = Math.max(most, response.writableLength);
    if (!(await taken)) return most;
  }
}

test('a caller that has stopped reading is dropped, and no more than one frame too many was kept for it', async () => {
  const response = await unread();
  const { write } = outletOf(response, never, STALL_MS);
  const most = await mostKept(response, write);
  expect(response.destroyed).toBe(true);
  expect(most).toBeLessThan(response.writableHighWaterMark + 2 * frame.length);
  expect(await write(frame)).toBe(false);
});

test('at the end nothing more is kept for a caller that does not read, and nobody waits for it', async () => {
  const response = await unread();
  const ending = new AbortController();
  const { write } = outletOf(response, ending.signal);
  ending.abort();
  const most = await mostKept(response, write);
  expect(response.destroyed).toBe(false);
  expect(most).toBeLessThan(response.writableHighWaterMark + 2 * frame.length);
});
