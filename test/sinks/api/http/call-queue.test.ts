import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { queueCalls } from '../../../../src/sinks/api/http/call-queue.ts';

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that queues its calls, and connections to it. */
async function served(serve: Serve) {
  const queue = queueCalls(serve);
  // Counts what node:http has parsed, begun or not.
  let parsed = 0;
  const server = createServer((request, response) => {
    parsed += 1;
    queue.listener(request, response);
  });
  queue.attend(server, 'connection');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const dial = async (bytes: string, isHalfClosing = false): Promise<Socket> => {
    const socket = connect({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      allowHalfOpen: isHalfClosing,
    });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    if (isHalfClosing) socket.end(bytes);
    else socket.write(bytes);
    return socket;
  };
  return { dial, parsed: () => parsed };
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const post = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** What comes until `enough`, or the end. */
function read(socket: Socket, enough: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const end = (): void => {
      socket.off('data', take).off('close', end);
      resolve(text);
    };
    const take = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (enough(text)) end();
    };
    socket.on('data', take).on('close', end);
  });
}

const bodies = (text: string): readonly string[] => [...text.matchAll(/<(.*?)>/g)].map(([, body = '']) => body);
const answer = (response: ServerResponse, body = ''): unknown => response.end(`<${body}>`);

describe('the calls of a connection', () => {
  test('are all answered in order, however many are sent at once', async () => {
    const { dial } = await served(({ url = '' }, response) => answer(response, url));
    const paths = Array.from({ length: 100 }, (_, n) => `/${n}`);
    const socket = await dial(paths.map(get).join(''));
    expect(bodies(await read(socket, (text) => bodies(text).length === 100))).toEqual(paths);
  });

  test('are begun one at a time', async () => {
    const waiting: ServerResponse[] = [];
    const { dial, parsed } = await served((_request, response) => waiting.push(response));
    const socket = await dial(get('/').repeat(100));
    const other = await dial(get('/other'));
    while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve));
    for (let n = 1; n <= 10; n += 1) {
      const [first] = waiting.splice(0, 1);
      if (first) answer(first);
      while (waiting.length < 1) await new Promise((resolve) => setImmediate(resolve));
    }
    // Of what is sent ahead no more is parsed than a slice holds.
    expect([waiting.length <= 2, parsed() < 30]).toEqual([true, true]);
    socket.destroy();
    other.destroy();
  });

  test('are begun no more when nothing is read', async () => {
    let begun = 0;
    const serve: Serve = (_request, response) => {
      begun += 1;
      response.end(Buffer.alloc(1_048_576));
    };
    const { dial } = await served(serve);
    const socket = await dial(get('/').repeat(100));
    socket.pause();
    const other = await dial('');
    let before = -1;
    while (before !== begun) {
      before = begun;
      for (let n = 0; n < 20; n += 1) {
        other.write(get('/'));
        await read(other, (text) => text.length > 1_048_576);
        begun -= 1;
      }
    }
    expect(begun).toBeLessThan(20);
    socket.destroy();
    other.destroy();
  });

  test('may have bodies, and each gets its own', async () => {
    const { dial } = await served((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => answer(response, `${request.url} ${body}`));
    });
    const long = 'x'.repeat(2_000);
    const sent = [post('/a', 'a'), post('/b', long), get('/c'), post('/d', 'dd'), post('/e', 'e')];
    const socket = await dial(sent.join(''));
    const told = bodies(await read(socket, (text) => bodies(text).length === 5));
    expect(told).toEqual(['/a a', `/b ${long}`, '/c ', '/d dd', '/e e']);
  });

  test('let others have their turn while a body comes in chunks of one byte', async () => {
    let chunks = 0;
    let chunksBefore = 0;
    const { dial } = await served((request, response) => {
      if (request.url === '/short') chunksBefore = chunks;
      else request.on('data', () => (chunks += 1));
      request.on('end', () => answer(response)).resume();
    });
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    const other = await dial('');
    const slow = await Promise.all(
      Array.from({ length: 5 }, () => dial(`${head}${'1\r\nx\r\n'.repeat(9_000)}0\r\n\r\n`)),
    );
    while (chunks === 0) await new Promise((resolve) => setImmediate(resolve));
    other.write(get('/short'));
    expect(bodies(await read(other, (text) => bodies(text).length === 1))).toEqual(['']);
    expect(chunksBefore).toBeLessThan(20_000);
    for (const socket of slow) await read(socket, (text) => bodies(text).length === 1);
    expect(chunks).toBe(45_000);
  });

  test('are answered before a connection ends whose caller has said all that it wants', async () => {
    const { dial } = await served((_request, response) => answer(response));
    const socket = await dial(get('/a') + get('/b').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'), true);
    expect(await read(socket, () => false)).toMatch(/<>[\s\S]*<>/);
  });

  test('stop where a body is not wanted: no more of it is read', async () => {
    let request: IncomingMessage | undefined;
    const { dial } = await served((asked) => {
      request = asked;
      asked.pause();
    });
    const socket = await dial('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n');
    const taken = new Promise((resolve) => socket.write(Buffer.alloc(16 * 1_048_576), resolve));
    while (request === undefined) await new Promise((resolve) => setImmediate(resolve));
    for (let n = 0; n < 1_000; n += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(request.readableLength).toBeLessThan(65_536);
    socket.destroy();
    await taken;
  });
});

test('a caller that sends 4 KiB ahead of its answers is disconnected', async () => {
  const { dial, parsed } = await served(() => undefined);
  const socket = await dial(get('/').repeat(2_000));
  await once(socket.resume(), 'close');
  expect(parsed()).toBeLessThan(10);
});

test('a caller that sends something else gets one 400, and is read no more', async () => {
  const { dial } = await served((_request, response) => answer(response));
  const socket = await dial(`GARBAGE\r\n\r\n${get('/').repeat(100)}`);
  expect((await read(socket, () => false)).match(/HTTP\/1.1 400/g)).toHaveLength(1);
});

test('many callers at once are all served, each in its turn', async () => {
  const begun: string[] = [];
  const { dial } = await served(({ url = '' }, response) => {
    begun.push(url);
    const from = performance.now();
    while (performance.now() - from < 1);
    answer(response, url);
  });
  const crowd = await Promise.all(Array.from({ length: 20 }, () => dial(get('/crowd').repeat(80))));
  const probe = await dial('');
  await read(crowd[0] as Socket, (text) => text.length > 0);
  const before = begun.length;
  probe.write(get('/probe'));
  await read(probe, (text) => text.includes('<'));
  // Of each of the others a few may come first, not all that they have sent.
  expect(begun.indexOf('/probe') - before).toBeLessThan(200);
  for (const socket of crowd) socket.destroy();
});
