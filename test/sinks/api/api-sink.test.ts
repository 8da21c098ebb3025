// needs: time
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startApi } from '../../../src/sinks/api/api-sink.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { memoryLogger, report } from '../reports.ts';
import { about, noOutput } from './api-parts.ts';

let ending = new AbortController();
const never = new AbortController().signal;
const given = { about, clock: systemClock, takeRequest: () => undefined, output: noOutput };

afterEach(() => {
  ending.abort();
  ending = new AbortController();
});

async function started() {
  const { logger, lines } = memoryLogger();
  const { sink, address } = await startApi({ ...given, host: '127.0.0.1', port: 0, logger, signal: ending.signal });
  const port = address?.port ?? 0;
  return { sink, port, lines, url: (path: string) => `http://127.0.0.1:${port}${path}` };
}

/** Opens a connection, writes `text`, and gives it back. */
async function dialled(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return socket;
}

/** Unlike once() it does not mind a reset. */
const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

async function said(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await closed(socket);
  return Buffer.concat(chunks).toString();
}

describe('the API over a socket', () => {
  test('answers with what was delivered last, to be taken from no cache unasked', async () => {
    const { sink, url } = await started();
    await sink.deliver(report(), never);
    const response = await fetch(url('/v1/status'));
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    expect(await response.json()).toMatchObject({ instance: 'test', status: 'running' });
  });

  test('keeps a caller who comes before the first picture until it is there', async () => {
    const { sink, port } = await started();
    const socket = await dialled(port, 'GET /v1/status HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    const answer = said(socket);
    await sink.deliver(report(), never);
    expect(await answer).toMatch(/^HTTP\/1.1 200 /);
  });

  test('is live: it takes pictures without news', async () => {
    const { sink } = await started();
    expect(sink.live).toBe(true);
  });

  test('answers HEAD with the headers of the GET and no body', async () => {
    const { sink, url } = await started();
    await sink.deliver(report(), never);
    const [head, get] = await Promise.all([fetch(url('/v1/status'), { method: 'HEAD' }), fetch(url('/v1/status'))]);
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(String((await get.text()).length));
  });

  test('answers a call with a body that it does not want, and 405 has its Allow', async () => {
    const { url } = await started();
    const response = await fetch(url('/livez'), { method: 'POST', body: 'x'.repeat(10_000) });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('refuses a name that may have been rebound', async () => {
    const { port } = await started();
    const asked = request({ port, host: '127.0.0.1', path: '/v1/status', headers: { host: 'evil.example' } }).end();
    const [response] = await once(asked, 'response');
    response.resume();
    expect(response.statusCode).toBe(403);
  });
});

describe('a hostile caller', () => {
  test('with a head without end is turned away', async () => {
    const { port } = await started();
    const socket = await dialled(port, `GET /livez HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}`);
    expect(await said(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('with a body without end is cut off', async () => {
    const { port } = await started();
    const socket = await dialled(port, 'POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n');
    socket.on('data', () => undefined);
    const cutOff = closed(socket);
    socket.write(Buffer.alloc(1_000_000));
    await cutOff;
  });

  test('that speaks something else gets 400, and the next caller an answer', async () => {
    const { port, url } = await started();
    expect(await said(await dialled(port, '\u0016\u0003\u0001\u0002garbage\r\n\r\n'))).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(url('/livez'))).status).toBe(200);
  });

  test('that asks and asks and never reads is cut off', async () => {
    const { sink, port } = await started();
    const long = { ...report().body, instance: 'x'.repeat(3_000_000) };
    await sink.deliver({ ...report(), body: long }, never);
    const socket = await dialled(port, '');
    const ended = closed(socket);
    socket.write('GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(50));
    await new Promise((resolve) => socket.once('readable', resolve));
    socket.resume();
    await ended;
  });

  test('that resets in the middle does no harm', async () => {
    const { port, url, lines } = await started();
    for (let n = 0; n < 20; n += 1)
      (await dialled(port, 'POST /livez HTTP/1.1\r\nHost: x\r\nContent-Le')).resetAndDestroy();
    expect((await fetch(url('/livez'))).status).toBe(200);
    expect(lines).toEqual([]);
  });

  test('that sends its head drop by drop does not keep others waiting', async () => {
    const { port, url } = await started();
    const slow = await Promise.all(Array.from({ length: 100 }, () => dialled(port, 'GET /livez HTTP/1.1\r\nHo')));
    expect((await fetch(url('/livez'))).status).toBe(200);
    for (const socket of slow) socket.destroy();
  });

  test('that opens more connections than there are loses the one that was idle longest', async () => {
    const { port, url } = await started();
    const oldest = await dialled(port, '');
    const lost = closed(oldest);
    const sockets = await Promise.all(Array.from({ length: 256 }, () => dialled(port, '')));
    await lost;
    expect((await fetch(url('/livez'))).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

describe('the start and the end', () => {
  test('a port that is taken is told with what to do, and the sink does nothing', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { logger, lines } = memoryLogger();
    const { sink, address } = await startApi({ ...given, host: '127.0.0.1', port, logger, signal: ending.signal });
    await sink.deliver(report(), never);
    other.close();
    expect(address).toBeUndefined();
    expect(lines).toEqual([
      {
        level: 'warn',
        address: `127.0.0.1:${port}`,
        msg: `the API is off: 127.0.0.1:${port} is in use by another program (EADDRINUSE). Fix: choose another address with --listen HOST:PORT, or none with --no-api.`,
      },
    ]);
  });

  test.each([
    ['192.0.2.1', 0],
    ['no-such-host.invalid', 0],
    ['127.0.0.1', 70_000],
  ])('an address that cannot be listened on (%s, %i) is told, not thrown', async (host, port) => {
    const { logger, lines } = memoryLogger();
    expect(await startApi({ ...given, host, port, logger, signal: ending.signal })).not.toHaveProperty('address');
    expect(lines).toHaveLength(1);
  });

  test('its port is free at once for those who do not set SO_REUSEADDR, whoever was connected', async () => {
    const { logger } = memoryLogger();
    const api = await startApi({ ...given, host: '127.0.0.1', port: 0, logger, signal: ending.signal });
    const port = api.address?.port ?? 0;
    const caller = await dialled(port, 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(caller, 'data');
    const lost = closed(caller);
    api.release();
    expect(rowsOf(port)).toEqual([]);
    await lost;
  });

  test('the end closes the listener, idle connections at once, and others soon', async () => {
    const { port, url } = await started();
    const idle = await dialled(port, '');
    const busy = await dialled(port, 'GET /livez HTTP/1.1\r\nHo');
    await fetch(url('/livez'));
    ending.abort();
    await Promise.all([closed(idle), closed(busy)]);
    await expect(fetch(url('/livez'))).rejects.toThrow();
  });

  test('an end that came before the start leaves nothing open', async () => {
    ending.abort();
    const { url } = await started();
    await expect(fetch(url('/livez'))).rejects.toThrow();
  });
});

/** The states of the sockets whose local port this is (proc(5)). */
function rowsOf(port: number): readonly string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return rows.filter((row) => row[1]?.endsWith(`:${hex}`)).map((row) => row[3] ?? '');
}
