import { describe, expect, test } from 'vitest';
import { diagnosesOf } from '../../support/replay.ts';

const judged = (...lines: readonly string[]) => diagnosesOf(Buffer.from(`${lines.join('\n')}\n`));
const codes = (...lines: readonly string[]) => judged(...lines).map(({ code }) => code);

const refused = [
  '[ioredis] Unhandled error event: Error: connect ECONNREFUSED 172.20.0.5:6379',
  '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
];
const gaveUp = [
  '/srv/cart/node_modules/ioredis/built/redis/event_handler.js:182',
  '                self.flushQueue(new errors_1.MaxRetriesPerRequestError(maxRetriesPerRequest));',
  '                                ^',
  '',
  'MaxRetriesPerRequestError: Reached the max retries per request limit (which is 20).',
  '    at Socket.<anonymous> (/srv/cart/node_modules/ioredis/built/redis/event_handler.js:182:37)',
  '',
  'Node.js v18.19.0',
];
const prisma = ["Error: P1001: Can't reach database server at `shop-db`:`5432`", ''];
const npm = ['npm ERR! path /srv/shop', 'npm ERR! command failed'];

describe('an exit in a saved log, after the failure of another host', () => {
  test('is explained by that host', () => {
    const [first, second] = judged(...refused, ...refused, ...gaveUp);
    expect(first).toMatchObject({
      code: 'dependency-unreachable',
      confidence: 'likely',
      primary: true,
      summary: 'The app exited because Redis at 172.20.0.5:6379 refuses the connection.',
    });
    expect(second).toMatchObject({ code: 'exited-early', causedBy: 'dependency-unreachable' });
  });

  test('is reported by npm if a migration fails before the server starts', () => {
    const [first] = judged(...prisma, ...npm, 'npm ERR! command sh -c prisma migrate deploy && node server.js');
    expect(first).toMatchObject({ code: 'dependency-unreachable', summary: expect.stringContaining('shop-db:5432') });
  });

  test.each([
    ['the app goes on', [...refused, ...refused, 'cart is listening on port 8080']],
    ['it was asked to stop', [...prisma, 'retrying', ...npm, 'npm ERR! signal SIGTERM']],
    [
      'a collector of traces is missing',
      ['Failed to export span batch: connect ECONNREFUSED 127.0.0.1:4318', 'GET /health 200 1 ms'],
    ],
    ['it ended with 0', [...prisma, 'Process exited with status 0']],
  ])('is not a diagnosis if %s', (_, lines) => {
    expect(codes(...lines)).toEqual([]);
  });

  test('after many answered requests is a crash of the app, which did not catch it', () => {
    const served = Array.from({ length: 12 }, () => '10.0.0.1 - - [x] "GET / HTTP/1.1" 200 12');
    expect(codes(...served, ...gaveUp)).toEqual(['exited-at-runtime']);
  });
});
