import { describe, expect, test } from 'vitest';
import { loggedLevel, loggedMessage } from '../../../src/core/facts/logged-message.ts';

describe('the message of a line', () => {
  test.each([
    [
      'env_logger',
      '[2026-11-30T02:30:00Z ERROR actix_web::middleware] Error in response: no rates',
      'Error in response: no rates',
    ],
    ['Go', '2026/11/21 08:54:09 no key: x', 'no key: x'],
    ['Python', '2026-11-21 08:54:09,123 ERROR app.main: no key', 'no key'],
    ['Python, by default', 'ERROR:root:no key: x', 'no key: x'],
    ['loguru', '2026-11-21 08:54:09.123 | ERROR    | app.main:run:12 - no key', 'no key'],
    [
      'Spring Boot',
      '2026-11-21T08:54:09.000Z ERROR 1 --- [           main] o.s.b.SpringApplication   : Application run failed',
      'Application run failed',
    ],
    ['Ruby', 'E, [2026-11-21T08:54:09.123456 #7] ERROR -- : no key: x', 'no key: x'],
    ['slog', 'time=2026-11-21T08:54:09Z level=ERROR msg=failed err="no key"', 'failed: no key'],
    [
      'logrus',
      'time="2026-11-21T08:54:09Z" level=fatal msg="cannot connect" error="dial tcp"',
      'cannot connect: dial tcp',
    ],
    [
      'pino',
      '{"level":60,"time":1,"err":{"type":"Error","message":"no key","stack":"Error: no key"},"msg":"cannot start"}',
      'cannot start: no key',
    ],
    ['pino, cut', '{"level":60,"time":1,"err":{"type":"Error","message":"no key","stack":"Error: no k', 'no key'],
    ['Gunicorn', '[2026-11-21 08:54:09 +0000] [4] [ERROR] no key', 'no key'],
    ['Elixir', '10:00:00.123 [error] no key: x', 'no key: x'],
    [
      'nginx',
      '2026/11/21 08:54:09 [emerg] 1#1: unknown directive "foo" in /etc/nginx/nginx.conf:3',
      'unknown directive "foo" in /etc/nginx/nginx.conf:3',
    ],
    ['syslog', '2026-11-21T08:54:09Z app[7]: no key', 'no key'],
    ['Nest', '[Nest] 18  - 11/21/2026, 8:54:09 AM   ERROR [PackageLoader] no key', 'no key'],
    ['Nest, without its label', '18  - 11/21/2026, 8:54:09 AM     WARN [Boot] up', 'up'],
    ['an error without a stamp', 'ValueError: bad', 'ValueError: bad'],
    ['a level without a stamp', 'ERROR: database is down', 'ERROR: database is down'],
    ['a stamp alone', '2026-11-21 08:54:09', '2026-11-21 08:54:09'],
    ['JSON without a message', '{"a":1}', '{"a":1}'],
  ])('of %s', (_, line, message) => {
    expect(loggedMessage(line)).toBe(message);
  });
});

test('the level is read from the prefix', () => {
  const levels = [
    '2026-11-21 08:54:09 ERROR no key',
    '{"level":"fatal","msg":"x"}',
    '{"level":30,"msg":"error"}',
    'level=info msg="no error"',
    'Error: no key',
    'hello',
    '2026-11-21 08:54:09 INFO finished with no error: all well',
    '2026-11-21T08:54:09Z warn lookup failed',
    'TypeError: no user info',
    'the error was handled',
  ].map(loggedLevel);
  const [first, ...last] = [undefined, 'info', 'info', undefined, undefined];
  expect(levels).toEqual(['error', 'error', 'info', 'info', 'error', first, ...last]);
});

test('is read in time, whatever the line holds', () => {
  const hostile = ['2026-11-21 08:54:09 ', '{"err":{', '{"msg":"\\\\', 'level=a msg="\\', '[[[[', 'a.b '].map((head) =>
    head.repeat(5_000),
  );
  const startedAt = performance.now();
  for (const line of hostile) loggedMessage(line);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
