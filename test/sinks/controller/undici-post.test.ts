import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { undiciPost } from '../../../src/sinks/controller/undici-post.ts';

const never = new AbortController().signal;
const open: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

async function listening(server: Server): Promise<URL> {
  const sockets = new Set<Socket>();
  open.push({ server, sockets });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new URL(`http://127.0.0.1:${port}/reports?from=here`);
}

const controller = (answer: RequestListener): Promise<URL> => listening(createHttpServer(answer));

/** A server that says `bytes` to whoever connects and sends something, or what `talk` does. */
const talker = (talk: (socket: Socket) => void): Promise<URL> =>
  listening(createServer((socket) => socket.once('data', () => talk(socket))));

describe('a post to the controller', () => {
  test('carries body, content type and token to the path of the URL, and tells the status', async () => {
    let seen = {};
    const url = await controller(async (request, response) => {
      const { method, url: path, headers } = request;
      const body = (await request.toArray()).join('');
      const { authorization, 'content-type': type } = headers;
      seen = { method, path, authorization, type, body };
      response.writeHead(202).end('{"fine":true}');
    });
    const answer = await undiciPost({ url, token: () => 'open sesame' })('{"größe":1}', never);
    expect(answer).toEqual({ status: 202 });
    expect(seen).toEqual({
      method: 'POST',
      path: '/reports?from=here',
      authorization: 'Bearer open sesame',
      type: 'application/cloudevents+json',
      body: '{"größe":1}',
    });
  });

  test('tells the Retry-After, and has no token when none is given', async () => {
    const url = await controller((request, response) => {
      response.writeHead(request.headers.authorization === undefined ? 429 : 400, { 'retry-after': '7' }).end();
    });
    expect(await undiciPost({ url })('{}', never)).toEqual({ status: 429, retryAfter: '7' });
  });

  test('does not follow a redirect', async () => {
    const paths: (string | undefined)[] = [];
    const url = await controller((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await undiciPost({ url })('{}', never)).toEqual({ status: 307 });
    expect(paths).toEqual(['/reports?from=here']);
  });

  test('goes straight there whatever proxy the environment names', async () => {
    const url = await controller((_request, response) => response.writeHead(204).end());
    const before = process.env['http_proxy'];
    process.env['http_proxy'] = 'http://127.0.0.1:1';
    try {
      expect(await undiciPost({ url })('{}', never)).toEqual({ status: 204 });
    } finally {
      if (before === undefined) delete process.env['http_proxy'];
      else process.env['http_proxy'] = before;
    }
  });
});

describe('a controller that misbehaves', () => {
  const refused: readonly (readonly [string, (socket: Socket) => void])[] = [
    ['hangs up', (socket) => socket.destroy()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['talks something else', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
    ['answers with bytes of no meaning', (socket) => socket.end(Buffer.alloc(100_000, 0xff))],
    ['breaks off in the head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
    ['sends a header without end', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\nX: ')],
    ['says nothing', () => undefined],
  ];

  test.each(refused)('and %s is an error, in time', async (_name, talk) => {
    const url = await talker(talk);
    await expect(undiciPost({ url, timeoutMs: 300 })('{}', never)).rejects.toThrow();
  });

  const decided: readonly (readonly [string, (socket: Socket) => void])[] = [
    ['breaks off in the body', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')],
    ['sends a body without end', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\n\r\n')],
    ['keeps the body back', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n')],
    [
      'sends garbage for a chunk',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
    ],
  ];

  test.each(decided)('and %s has still decided with its status', async (_name, talk) => {
    const url = await talker(talk);
    expect(await undiciPost({ url })('{}', never)).toEqual({ status: 200 });
  });

  test('and is not there is an error', async () => {
    const url = await talker(() => undefined);
    open.splice(0).forEach(({ server }) => {
      server.close();
    });
    await expect(undiciPost({ url })('{}', never)).rejects.toThrow('ECONNREFUSED');
  });

  test('is left at once when the signal aborts, before or during the post', async () => {
    const url = await talker(() => undefined);
    const ending = new AbortController();
    const post = undiciPost({ url });
    const hanging = post('{}', ending.signal);
    ending.abort(new Error('the end'));
    await expect(hanging).rejects.toThrow('the end');
    await expect(post('{}', ending.signal)).rejects.toThrow('the end');
  });
});

/** Says `head`, then writes on for as long as somebody reads. */
function flood(socket: Socket, head: string): void {
  const chunk = Buffer.alloc(65_536, 'a');
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  socket.write(head);
  more();
}
