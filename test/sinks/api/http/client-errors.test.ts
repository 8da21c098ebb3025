// needs: time
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../../../../src/sinks/api/openapi/document.ts';
import { problemsOfAll } from '../../../../src/sinks/api/openapi/problem-meanings.ts';
import { apiClient } from '../../../support/api-client.ts';
import { report } from '../../reports.ts';
import { never, served } from '../served.ts';

interface Said {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** What comes back for bytes as they are, until the connection ends. */
async function heard(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once('error', resolve).once('close', resolve));
  return Buffer.concat(chunks).toString();
}

/** The answer to them. */
async function said(port: number, bytes: string): Promise<Said> {
  const [head = '', body = ''] = (await heard(port, bytes)).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), headers: head.toLowerCase(), body };
}

const HOST = 'Host: localhost\r\n';
const END = 'Connection: close\r\n\r\n';
const longHead = `GET /livez HTTP/1.1\r\n${HOST}X: ${'a'.repeat(20_000)}\r\n\r\n`;

/** Requests that are answered before any path is looked at, or by a fault. */
const requests: readonly (readonly [what: string, status: number, bytes: string])[] = [
  ['is no HTTP', 400, 'GARBAGE\r\n\r\n'],
  ['is TLS', 400, '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001'],
  ['names no host', 400, `GET /livez HTTP/1.1\r\n${END}`],
  ['names two hosts', 400, `GET /v1/status HTTP/1.1\r\n${HOST}Host: evil.example\r\n${END}`],
  [
    'gives its length in two ways',
    400,
    `POST /v1/check HTTP/1.1\r\n${HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n${END}`,
  ],
  ['wants a tunnel', 405, `CONNECT localhost:22 HTTP/1.1\r\n${HOST}\r\n`],
  ['asks what may be asked', 405, `OPTIONS /v1/status HTTP/1.1\r\n${HOST}${END}`],
  ['does not end its head', 408, `GET /livez HTTP/1.1\r\n${HOST}`],
  ['does not end its body', 408, `POST /v1/lifecycle HTTP/1.1\r\n${HOST}Content-Length: 9\r\n\r\n{`],
  [
    'has chunks with long extensions',
    413,
    `POST /v1/lifecycle HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5;${'a'.repeat(20_000)}`,
  ],
  ['expects what nobody knows', 417, `POST /v1/check HTTP/1.1\r\n${HOST}Expect: wonders\r\n${END}`],
  ['has a head without end', 431, longHead],
  ['meets a bug', 500, `GET /v1/status HTTP/1.1\r\n${HOST}${END}`],
];

describe('a request that never becomes a call', () => {
  const client = apiClient(openApiDocument('0.0.0'), '');

  test.concurrent.each(requests)('that %s is told so: %i', async (_what, status, bytes) => {
    const { port, sink } = await served();
    // `as`: no picture holds such a number, and JSON has no word for it.
    if (status === 500) await sink.deliver({ ...report(), body: { ...report().body, instance: 1n as never } }, never);
    const answer = await said(port, bytes);
    expect([answer.status, answer.headers]).toEqual([status, expect.stringContaining('application/problem+json')]);
    client.holdTo('Problem', JSON.parse(answer.body));
  });

  test('may have each status that the document tells of for any call', () => {
    const met = new Set(requests.map(([, status]) => status));
    // 405 answers what is no call of the document; 503 is the answer of a busy agent.
    expect([...problemsOfAll, 405].filter((status) => status !== 503).sort()).toEqual([...met].sort());
  });
});

test('calls that expect what nobody knows are queued as all calls are: a caller that sends them ahead is disconnected', async () => {
  const { port } = await served();
  const flood = `GET /livez HTTP/1.1\r\n${HOST}Expect: wonders\r\n\r\n`.repeat(2_000);
  const answers = (await heard(port, flood)).split('HTTP/1.1 417').length - 1;
  expect(answers).toBeLessThan(200);
});

test.each([
  ['in one piece', 'Content-Length: 60000', 'x'.repeat(60_000), ['200']],
  ['in tiny chunks', 'Transfer-Encoding: chunked', '1\r\nx\r\n'.repeat(5_000), ['200']],
  ['that is short, nor the call behind it', 'Content-Length: 400', 'x'.repeat(400), ['200', '200']],
])('a body that nobody wants, %s, keeps no caller from its answer', async (_what, length, body, statuses) => {
  const { port } = await served();
  const next = `GET /livez HTTP/1.1\r\n${HOST}${END}`;
  const answers = await heard(port, `GET /livez HTTP/1.1\r\n${HOST}${length}\r\n\r\n${body}${next}`);
  expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(statuses);
});

test('a caller that wanted a tunnel may be gone before the answer that there is none', async () => {
  const { port, base } = await served();
  for (let n = 0; n < 50; n += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.write(`CONNECT localhost:22 HTTP/1.1\r\n${HOST}\r\n`, () => socket.resetAndDestroy());
    await new Promise((resolve) => socket.once('error', resolve).once('close', resolve));
  }
  expect((await fetch(`${base}/livez`)).status).toBe(200);
});

test('a request that was begun behind one that waits ends nothing: it is not read, and so not late', async () => {
  const { port, sink } = await served();
  await sink.deliver(report(), never);
  const poll = `GET /v1/events?since=0&wait=12 HTTP/1.1\r\n${HOST}\r\n`;
  const next = `GET /livez HTTP/1.1\r\n${HOST}X: ${'a'.repeat(500)}\r\n${END}`;
  const answers = (await said(port, poll + next)).body;
  expect(answers).toContain('"events":[]');
});

describe('the target of a request', () => {
  const statusOf = async (target: string, host: string): Promise<number> => {
    const { port, sink } = await served();
    await sink.deliver(report(), never);
    return (await said(port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${END}`)).status;
  };

  test('may be absolute, and then its host counts and not the header', async () => {
    expect(await statusOf('http://localhost:9393/v1/status', 'evil.example')).toBe(200);
    expect(await statusOf('http://127.0.0.1/v1/events?since=0', 'localhost')).toBe(200);
    expect(await statusOf('http://evil.example/v1/status', 'localhost')).toBe(403);
    expect(await statusOf('http://localhost?x', 'localhost')).toBe(200);
  });

  test.each(['/V1/status', '/v1/status/', '//v1/status', '/v1/../v1/status', '/%761/status', '*'])(
    'is exact: %s is another',
    async (target) => {
      expect(await statusOf(target, 'localhost')).toBe(404);
    },
  );
});
