import { expect, test } from 'vitest';
import { upstreamErrors } from '../../../../src/sources/log/dialects/parse-upstream-error.ts';
import { holdsNeedle } from '../../../support/needles.ts';

const nginxLine = (words: string, upstream = 'http://127.0.0.1:3000/'): string =>
  `2026/11/21 12:00:00 [error] 12#12: *1 ${words} upstream, client: 10.77.0.2, server: _, request: "GET / HTTP/1.1", upstream: "${upstream}", host: "containers"`;

test.each([
  [
    nginxLine('connect() failed (111: Connection refused) while connecting to'),
    { front: 'nginx', upstream: 'http://127.0.0.1:3000/', reason: 'Connection refused' },
  ],
  [
    nginxLine(
      'connect() to unix:/run/app.sock failed (2: No such file or directory) while connecting to',
      'http://unix:/run/app.sock:/',
    ).replace('[error]', '[crit]'),
    { front: 'nginx', upstream: 'http://unix:/run/app.sock:/', reason: 'No such file or directory' },
  ],
  [
    nginxLine('no live upstreams while connecting to', 'http://app/'),
    { front: 'nginx', upstream: 'http://app/', reason: 'no live upstreams' },
  ],
  [
    nginxLine('upstream timed out (110: Connection timed out) while reading response header from'),
    { front: 'nginx', upstream: 'http://127.0.0.1:3000/', reason: 'Connection timed out' },
  ],
  [
    '2026/11/30 13:05:00 [error] 12#12: *1 no resolver defined to resolve api.internal, client: 10.77.0.1, server: , request: "GET / HTTP/1.1"',
    { front: 'nginx', upstream: 'api.internal', reason: 'no resolver defined' },
  ],
  [
    '2026/11/30 13:05:00 [error] 12#12: *1 api.internal could not be resolved (3: Host not found), client: 10.77.0.1, server: , request: "GET / HTTP/1.1"',
    { front: 'nginx', upstream: 'api.internal', reason: 'could not be resolved: Host not found' },
  ],
  [
    '[Sat Nov 21 12:00:00.123456 2026] [proxy:error] [pid 12:tid 13] (111)Connection refused: AH00957: HTTP: attempt to connect to 127.0.0.1:3000 (127.0.0.1:3000) failed',
    { front: 'Apache', upstream: '127.0.0.1:3000', reason: 'Connection refused' },
  ],
  [
    '[Sun Nov 29 22:51:12.082317 2026] [proxy:error] [pid 16:tid 16] (2)No such file or directory: AH02454: FCGI: attempt to connect to Unix domain socket /run/php.sock (localhost:8000) failed',
    { front: 'Apache', upstream: 'fastcgi://unix:/run/php.sock', reason: 'No such file or directory' },
  ],
  [
    '{"level":"error","ts":1795992678.50,"logger":"http.log.error","msg":"no upstreams available","request":{"method":"GET"},"status":503}',
    { front: 'Caddy', reason: 'no upstreams available' },
  ],
  [
    '{"level":"error","ts":1763726400.1,"logger":"http.log.error","msg":"dial tcp 127.0.0.1:3000: connect: connection refused","status":502}',
    { front: 'Caddy', upstream: '127.0.0.1:3000', reason: 'connection refused' },
  ],
  [
    '{"time":"2026-11-21T12:00:00Z","level":"INFO","msg":"Unable to proxy request","path":"/","error":"dial tcp 127.0.0.1:3000: connect: connection refused"}',
    { front: 'Thruster', upstream: '127.0.0.1:3000', reason: 'connection refused' },
  ],
  [
    '[WARNING]  (8) : Server app/app1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left.',
    { front: 'HAProxy', upstream: 'app/app1', reason: 'Connection refused' },
  ],
  [
    "[ALERT]    (8) : backend 'app' has no server available!",
    { front: 'HAProxy', upstream: 'app', reason: 'no server available' },
  ],
])('a front server tells that nothing answers it: %s', (line, expected) => {
  expect(holdsNeedle(`\n${line}`)).toBe(true);
  expect(upstreamErrors.parse(line)).toEqual({ kind: 'upstream-failed', ...expected, line: expect.any(String) });
});

test.each([
  '10.0.0.1 - - [21/Nov/2026:12:00:00 +0000] "GET /?q=connect()+failed+while+connecting+to+upstream HTTP/1.1" 502 0',
  'the docs say: connect() failed (111: Connection refused) while connecting to upstream, client: 1.2.3.4',
  '2026/11/21 12:00:00 dial tcp 127.0.0.1:5432: connect: connection refused',
  '{"level":"error","logger":"worker","msg":"dial tcp 127.0.0.1:6379: connect: connection refused"}',
  'Unable to proxy request',
  nginxLine('FastCGI sent in stderr: "Primary script unknown" while reading response header from'),
])('an app may say %s', (line) => {
  expect(upstreamErrors.parse(line)).toBeUndefined();
});

test('its address carries no secret', () => {
  const line = nginxLine(
    'connect() failed (111: Connection refused) while connecting to',
    'http://app:hunter2@10.0.0.5:3000/?api_key=sk_live_4242424242424242',
  );
  const told = JSON.stringify(upstreamErrors.parse(line));
  expect(told).toContain('10.0.0.5:3000');
  expect(told).not.toMatch(/hunter2|4242/);
});
