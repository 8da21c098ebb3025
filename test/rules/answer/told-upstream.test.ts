import { describe, expect, test } from 'vitest';
import { diagnosesOf } from '../../support/replay.ts';

const judged = (...lines: readonly string[]) => diagnosesOf(Buffer.from(`${lines.join('\n')}\n`));
const codes = (...lines: readonly string[]) => judged(...lines).map(({ code }) => code);

const refused = (n: number, upstream = '127.0.0.1:8000', path = '/') =>
  `2026/11/21 10:00:${10 + n} [error] 30#30: *${n} connect() failed (111: Connection refused) while connecting to upstream, client: 10.2.0.1, server: , request: "GET ${path} HTTP/1.1", upstream: "http://${upstream}${path}", host: "shop.example.org"`;
const answer = (status: number, path = '/') =>
  `10.2.0.1 - - [21/Nov/2026:10:00:10 +0000] "GET ${path} HTTP/1.1" ${status} 157 "-" "kube-probe/1.27"`;

describe('a front server in a saved log', () => {
  test('that has no backend is reported with the address and the count', () => {
    const [only, ...others] = judged(refused(1), answer(502), refused(2, '127.0.0.1:8000', '/cart'), answer(502));
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      code: 'upstream-down',
      severity: 'error',
      confidence: 'likely',
      summary:
        'The front server nginx cannot forward requests (2 times so far) because nothing listens on 127.0.0.1:8000, where nginx expects the app (Connection refused).',
    });
  });

  test.each([
    [
      'Envoy',
      '[2026-11-21T10:00:00.000Z] "GET / HTTP/1.1" 503 UF 0 91 5 - "-" "curl/8" "6f1c" "shop.example.org" "172.18.0.3:8000"',
      '172.18.0.3:8000',
    ],
    [
      'Traefik',
      '10.0.0.1 - - [21/Nov/2026:10:00:10 +0000] "GET / HTTP/1.1" 502 11 "-" "-" 7 "web@docker" "http://172.18.0.3:8000" 1ms',
      '172.18.0.3:8000',
    ],
    [
      'Traefik',
      '2026-11-21T10:00:00Z DBG proxy.go:100 > 502 Bad Gateway error="dial tcp 172.18.0.3:8000: connect: connection refused"',
      '172.18.0.3:8000',
    ],
    [
      'Caddy',
      '{"level":"error","ts":1700,"logger":"http.log.error","msg":"dial tcp 127.0.0.1:8000: connect: connection refused","status":502}',
      '127.0.0.1:8000',
    ],
    [
      'Apache',
      '[Sat Nov 21 10:00:10.1 2026] [proxy:error] [pid 7:tid 8] (111)Connection refused: AH00957: HTTP: attempt to connect to 127.0.0.1:8000 (localhost) failed',
      '127.0.0.1:8000',
    ],
  ])('%s is understood: %s', (front, line, place) => {
    const [only] = judged(line, line, line);
    expect(only).toMatchObject({
      code: 'upstream-down',
      summary: expect.stringContaining(`The front server ${front} `),
    });
    expect(only?.summary).toContain(place);
  });

  test('HAProxy needs to say only once that no server is left', () => {
    const down = '[ALERT] (8) : backend app has no server available!';
    expect(codes(down)).toEqual(['upstream-down']);
    expect(codes(down, '[WARNING] (8) : Server app/s1 is UP, reason: Layer4 check passed')).toEqual([]);
  });

  test.each([
    ['failed once, in a restart of the app', [refused(1), answer(502)]],
    ['answers again', [refused(1), answer(502), refused(2), answer(502), answer(200)]],
    [
      'has another upstream that answers',
      [answer(200), answer(200), answer(200), refused(1), refused(2), answer(200), answer(304)],
    ],
    ['failed long ago', [refused(1), refused(2), ...Array.from({ length: 60 }, (_, i) => `worker ${i} is busy`)]],
    ['answers 502 as the app does', [answer(502), answer(502), answer(502)]],
    [
      'waits too long for a slow app',
      Array.from({ length: 3 }, (_, i) =>
        refused(i).replace(
          'connect() failed (111: Connection refused) while connecting to',
          'upstream timed out (110: Connection timed out) while reading response header from',
        ),
      ),
    ],
  ])('is sound if it %s', (_, lines) => {
    expect(codes(...lines)).toEqual([]);
  });
});
