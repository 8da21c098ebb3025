import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Outcome } from '../../../src/core/facts/probe.ts';
import { AnswerFilter } from '../../../src/sources/probe/answer-filter.ts';
import type { HttpRequest } from '../../../src/sources/probe/http-exchange.ts';
import { httpProbe } from '../../../src/sources/probe/http-probe.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { freePort } from '../../support/free-port.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { answeringPort, certificate, LOOPBACK, portOf, program, rawPort } from './servers.ts';

const never = new AbortController().signal;

const request = (port: number, change: Partial<HttpRequest> = {}): HttpRequest => ({
  address: LOOPBACK,
  port,
  path: '/',
  host: 'containers',
  headers: {},
  timeoutMs: 5_000,
  ...change,
});

/** What comes of a probe that has all the time in the world. */
async function outcomeOf(port: number, change: Partial<HttpRequest> = {}): Promise<Outcome | undefined> {
  return (await httpProbe(request(port, change), manualClock(), never))?.outcome;
}

/** What comes of a probe whose time is over when it has read so many bytes. */
async function outcomeAfter(bytes: number, port: number): Promise<Outcome | undefined> {
  const clock = manualClock();
  let client: Socket | undefined;
  const onConnect = (message: unknown): void => {
    // `as`: what Node publishes there.
    client = (message as { readonly socket: Socket }).socket;
  };
  subscribe('net.client.socket', onConnect);
  const probing = httpProbe(request(port), clock, never);
  while ((client?.bytesRead ?? 0) < bytes) await turn();
  unsubscribe('net.client.socket', onConnect);
  await clock.pass(5_000);
  return (await probing)?.outcome;
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi';
const answered = (status: number, bodyHead = 'hi') => ({ kind: 'answered', status, bodyHead });

describe('an HTTP probe', () => {
  test('sends one GET with the Host header as given, and closes the connection', async () => {
    let asked = '';
    const closed = Promise.withResolvers<void>();
    const port = await rawPort((socket) => {
      socket.on('close', () => closed.resolve());
      socket.once('data', (bytes) => {
        asked = bytes.toString();
        socket.write(OK);
      });
    });
    const change = { path: '/healthcheck', headers: { 'x-aptible-health-check': 'true' } };
    expect(await outcomeOf(port, change)).toEqual(answered(200));
    await closed.promise;
    expect(asked).toBe(
      'GET /healthcheck HTTP/1.1\r\nhost: containers\r\nconnection: close\r\nx-aptible-health-check: true\r\n\r\n',
    );
  });

  test('does not follow a redirect, and hides the secrets in what it quotes', async () => {
    const server = createHttpServer((_asked, answer) => {
      answer.writeHead(302, { location: 'https://u:hunter2@example.org/', server: 'gunicorn' });
      answer.end('password=hunter2\nmoved');
    });
    expect(await outcomeOf(await portOf(server))).toEqual({
      kind: 'answered',
      status: 302,
      location: 'https://[redacted]@example.org/',
      server: 'gunicorn',
      bodyHead: 'password=[redacted] moved',
    });
  });

  test('is not led astray by proxy variables', async () => {
    let proxied = 0;
    const proxy = await rawPort((socket) => {
      proxied += 1;
      socket.end(OK);
    });
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'all_proxy'];
    for (const name of names) vi.stubEnv(name, `http://${LOOPBACK}:${proxy}`);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await outcomeOf(await answeringPort(OK))).toEqual(answered(200));
    expect(proxied).toBe(0);
  });

  test('reads no more than the beginning of an endless body', async () => {
    const port = await rawPort((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const more = (): void => void (socket.destroyed || socket.write('a b '.repeat(4_000), more));
        more();
      });
    });
    const outcome = await outcomeOf(port);
    expect(outcome).toMatchObject({ kind: 'answered', status: 200 });
    expect(outcome?.kind === 'answered' && outcome.bodyHead.length).toBe(2_047);
  });

  test('takes an answer whose body stalls, and one whose body is cut off, for an answer', async () => {
    const stalling = await rawPort((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhi'));
    });
    expect((await httpProbe(request(stalling), systemClock, never))?.outcome).toEqual(answered(200));
    const truncating = await answeringPort('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhi');
    expect(await outcomeOf(truncating)).toEqual(answered(200));
    const garbling = await answeringPort('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno chunk');
    expect(await outcomeOf(garbling)).toEqual(answered(200, ''));
  });

  test.each([
    ['HTTP/1.0 200 OK\r\n\r\nhi', 200],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi', 200],
    [`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\nx: y\r\n\r\n${OK}`, 200],
    [`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${OK}`, 200],
    [`HTTP/1.1 102 Processing\r\n\r\n${OK}`, 200],
    ['HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\nhi', 999],
    ['HTTP/1.1 503\r\ncontent-length: 2\r\n\r\nhi', 503],
    // As Go's client does, which is the kubelet's.
    ['HTTP/1.1 200 OK\n\nhi', 200],
    ['HTTP/1.0 404 None\nServer_x: nc\n\nhi', 404],
    ['HTTP/1.1 200 OK\r\ncontent-length: 2\n\nhi', 200],
    ['HTTP/1.1 200 OK\r\nx: one\r\n two\r\n\tthree\r\ncontent-length: 2\r\n\r\nhi', 200],
    ['HTTP/1.1 200 OK\r\nx: a\u0001b\u007f\r\ncontent-length: 2\r\n\r\nhi', 200],
    ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n', 200],
    [`HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n\nhi`, 200],
  ])('reads %j', async (answer, status, body = 'hi') => {
    expect(await outcomeOf(await answeringPort(answer))).toEqual(answered(status, body));
  });

  test('reads an answer that comes byte by byte, an interim one before it', async () => {
    const port = await rawPort((socket) => {
      socket.setNoDelay(true);
      socket.once('data', () => drip(socket, `HTTP/1.1 100 Continue\r\n\r\n${OK}`));
    });
    expect(await outcomeOf(port)).toEqual(answered(200));
  });

  test('takes a connection that nobody listens for as refused', async () => {
    expect(await outcomeOf(await freePort())).toEqual({ kind: 'refused' });
  });

  test('tells a full accept queue from a refusal', async () => {
    const listenAndHang = `const server = require('node:net').createServer();
      server.listen({ port: 0, host: '${LOOPBACK}', backlog: 1 }, () => {
        require('node:fs').writeSync(1, 'port ' + server.address().port + '\\n');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`;
    const port = Number(/port (\d+)/.exec(await program(process.execPath, ['-e', listenAndHang], /port \d+/))?.[1]);
    const fillers = [connect(port, LOOPBACK), connect(port, LOOPBACK)];
    onTestFinished(() => fillers.forEach((socket) => void socket.destroy()));
    await Promise.all(fillers.map((socket) => once(socket, 'connect')));
    const result = await httpProbe(request(port, { timeoutMs: 200 }), systemClock, never);
    expect(result?.outcome).toEqual({ kind: 'connect-timeout' });
  });

  test('gives a silent server its whole time, and no more', async () => {
    const clock = manualClock();
    const asked = Promise.withResolvers<void>();
    const port = await rawPort((socket) => socket.once('data', () => asked.resolve()));
    const probing = httpProbe(request(port, { timeoutMs: 15_000 }), clock, never);
    await asked.promise;
    await clock.pass(15_000);
    expect(await probing).toEqual({
      outcome: { kind: 'no-response', received: 0 },
      received: Buffer.alloc(0),
      durationMs: 15_000,
      lostMs: 0,
    });
  });

  test.each([
    ['HTTP/1.1 200 O', 14],
    ['HTTP/1.1 200 OK\r\nx: y\r\n', 23],
    ['HTTP/1.1 100 Continue\r\n\r\n', 25],
    ['HTTP/1.1 103 Early Hints\r\n\r\n', 28],
    ['H', 1],
  ])('takes %j and no more for no response', async (beginning, received) => {
    const port = await rawPort((socket) => socket.once('data', () => socket.write(beginning)));
    expect(await outcomeAfter(beginning.length, port)).toEqual({ kind: 'no-response', received });
  });

  test('takes a connection that is closed at once, or reset, as a reset', async () => {
    expect(await outcomeOf(await rawPort((socket) => socket.destroy()))).toEqual({ kind: 'reset' });
    expect(await outcomeOf(await rawPort((socket) => void socket.end()))).toEqual({ kind: 'reset' });
    const rude = await rawPort((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await outcomeOf(rude)).toEqual({ kind: 'reset' });
    expect(await outcomeOf(await answeringPort(''))).toEqual({ kind: 'reset' });
  });

  test('takes a head that is cut off as a reset', async () => {
    expect(await outcomeOf(await answeringPort('HTTP/1.1 200 OK\r\nContent-'))).toEqual({ kind: 'reset' });
    expect(await outcomeOf(await answeringPort('HT'))).toEqual({ kind: 'reset' });
    expect(await outcomeOf(await answeringPort('HTTP/1.1 100 Continue\r\n\r\n'))).toEqual({ kind: 'reset' });
  });

  test.each([
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', 'SSH-2.0-OpenSSH_9.2p1 Debian-2'],
    ['220 mail.example.org ESMTP Postfix\r\n', '220 mail.example.org ESMTP Postfix'],
    ['-ERR unknown command\r\n', '-ERR unknown command'],
    ['<html>hello</html>', '<html>hello</html>'],
    ['HTTP/1.1 42 Short\r\n\r\n', 'HTTP/1.1 42 Short'],
    ['HTTP/1.1 000 None\r\n\r\n', 'HTTP/1.1 000 None'],
    ['HTTP/1.1 banana\r\n\r\n', 'HTTP/1.1 banana'],
    ['RTSP/1.0 400 Bad Request\r\n\r\n', 'RTSP/1.0 400 Bad Request'],
    ['ICY 200 OK\r\n\r\n', 'ICY 200 OK'],
    [
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      'HTTP/1.1 101 Switching Protocols connection: upgrade upgrade: x',
    ],
    ['\u0000\u0001\u0002', '\ufffd\ufffd\ufffd'],
  ])('takes %j for something other than HTTP/1', async (answer, head) => {
    expect(await outcomeOf(await answeringPort(answer))).toEqual({ kind: 'malformed', head });
  });

  test('hears a banner that comes before it has asked anything', async () => {
    const port = await rawPort((socket) => socket.end('SSH-2.0-dropbear\r\n'));
    expect(await outcomeOf(port)).toEqual({ kind: 'malformed', head: 'SSH-2.0-dropbear' });
  });

  test('cuts the beginning of what is no HTTP to 120 characters, behind a word', async () => {
    const outcome = await outcomeOf(await answeringPort('x y '.repeat(10_000)));
    expect(outcome?.kind === 'malformed' && outcome.head.length).toBe(119);
  });

  test.each([
    ['one header of 900 KB', `x: ${'y'.repeat(900_000)}\r\n`],
    ['10,000 headers', Array.from({ length: 10_000 }, (_, index) => `x-${index}: ${'y'.repeat(60)}\r\n`).join('')],
    ['a header over 330,000 lines', `x: y\r\n${' y\n'.repeat(330_000)}`],
    ['a header over lines of blanks', `x: y\r\n${' \n\t\r\n'.repeat(50_000)}`],
    ['60 KB of cookies', `Set-Cookie: a=${'y'.repeat(3_000)}\r\n`.repeat(20)],
  ])('takes a head with %s, as the platform does', async (_name, headers) => {
    expect(await outcomeOf(await answeringPort(`HTTP/1.1 200 OK\r\n${headers}content-length: 2\r\n\r\nhi`))).toEqual(
      answered(200),
    );
  });

  test('makes one line of a header over several: node:http would copy what it has of it for each further line', () => {
    const filter = new AnswerFilter();
    expect(filter.take(Buffer.from('HTTP/1.1 200 OK\r\nx: a\r\n b\n\tc\r')).toString()).toBe(
      'HTTP/1.1 200 OK\r\nx: a   b \tc\r',
    );
    // The first feed belongs to a return that has gone on; the body is not a head.
    const rest = '\n d\r\n\r\n e\r\n f';
    expect(filter.take(Buffer.from(rest)).toString()).toBe(rest);
  });

  test.each([
    ['a header of more than 1 MiB', `HTTP/1.1 200 OK\r\nX-Big: ${'y'.repeat(1_100_000)}\r\n\r\n`, ['X-Big']],
    [
      'many headers, the largest first',
      `HTTP/1.1 200 OK\r\na: 1\r\n${`Set-Cookie: ${'y'.repeat(900)}\r\nset-cookie: z\r\n`.repeat(1_300)}\r\n`,
      ['Set-Cookie', 'a'],
    ],
    ['a status line without end', `HTTP/1.1 200 ${'y'.repeat(1_100_000)}`, []],
    ['interim answers without end', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50_000), []],
    ['100 Continue without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50_000), []],
  ])('gives up on %s, and names the headers that take the most', async (_name, head, names) => {
    const outcome = await outcomeOf(await answeringPort(head));
    expect(outcome).toMatchObject({ kind: 'too-large' });
    expect(outcome?.kind === 'too-large' && outcome.largest.map(({ name }) => name)).toEqual(names);
    expect(outcome?.kind === 'too-large' && outcome.received).toBeGreaterThan(1_048_576);
    expect(JSON.stringify(outcome)).not.toContain('yyy');
  });

  test.each([
    ['chunks of one byte', 'transfer-encoding: chunked', '1\r\nx\r\n'],
    ['chunk extensions', 'transfer-encoding: chunked', '1;a=b\r\nx\r\n'],
    ['plain text', 'content-type: text/plain', 'x'],
  ])('reads no more than 1 MiB of an endless body of %s', async (_name, header, piece) => {
    let written = 0;
    const closed = Promise.withResolvers<void>();
    const port = await rawPort((socket) => {
      socket.on('close', () => closed.resolve());
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`);
        const many = piece.repeat(5_000);
        const more = (): void => {
          written += many.length;
          if (!socket.destroyed) socket.write(many, more);
        };
        more();
      });
    });
    expect(await outcomeOf(port)).toMatchObject({ kind: 'answered', status: 200 });
    await closed.promise;
    // What the kernel's buffers took counts too.
    expect(written).toBeLessThan(8_000_000);
  });

  test('meets TLS servers and HTTP/2 servers that want no HTTP/1', async () => {
    const { key, cert } = certificate();
    const https = await outcomeOf(await portOf(createHttpsServer({ key, cert })));
    expect(https?.kind).toMatch(/reset|malformed/);
    const result = await httpProbe(request(await portOf(createHttp2Server())), systemClock, never);
    expect(result?.outcome.kind).toBe('malformed');
    expect([...(result?.received.subarray(0, 5) ?? [])]).toEqual([0, 0, 0, 4, 0]);
  });

  test('resolves with nothing when it is aborted, and leaves no connection behind', async () => {
    const controller = new AbortController();
    const closed = Promise.withResolvers<void>();
    const port = await rawPort((socket) => {
      socket.on('close', () => closed.resolve());
      socket.once('data', () => controller.abort());
    });
    expect(await httpProbe(request(port), systemClock, controller.signal)).toBeUndefined();
    await closed.promise;
    expect(await httpProbe(request(port), systemClock, controller.signal)).toBeUndefined();
  });

  test('tells a path that cannot be sent, and a network that is not there', async () => {
    expect((await outcomeOf(await freePort(), { path: '/a b\n' }))?.kind).toBe('failed');
    expect((await outcomeOf(80, { address: '255.255.255.255' }))?.kind).toBe('failed');
  });
});

function drip(socket: Socket, text: string): void {
  const [next] = text;
  if (next === undefined) return void socket.end();
  socket.write(next, () => setImmediate(() => drip(socket, text.slice(1))));
}
