import { describe, expect, test } from 'vitest';
import { unwrap, wrappersOf } from '../../../../src/sources/log/replay/parse-layers.ts';
import { parseStamp, parseYearless } from '../../../../src/sources/log/replay/parse-stamp.ts';
import { SAVED_AT } from '../../../support/replay.ts';

const AT = Date.UTC(2026, 10, 21, 8, 54, 9);
const unwrapped = (line: string) => unwrap(line, wrappersOf([line], SAVED_AT), SAVED_AT);

describe('unwrap', () => {
  test.each([
    ['{"log":"hello\\n","stream":"stdout","time":"2026-11-21T08:54:09Z"}', { text: 'hello', stream: 'stdout', at: AT }],
    [
      '{"log":"hel","stream":"stdout","time":"2026-11-21T08:54:09Z"}',
      { text: 'hel', stream: 'stdout', at: AT, isPartial: true },
    ],
    ['web-1  | hello', { text: 'hello', source: 'web-1' }],
    ['[web]   | hello', { text: 'hello', source: 'web' }],
    ['[web app] | hello', { text: '[web app] | hello' }],
    ['[pod/web-7c9f/app] 2026-11-21T08:54:09.000000000Z hello', { text: 'hello', source: 'pod/web-7c9f/app', at: AT }],
    ['2026-11-21T09:54:09+01:00 stderr P hel', { text: 'hel', stream: 'stderr', at: AT, isPartial: true }],
    ['Nov 21 08:54:09 host app[7]: hello', { text: 'hello', source: 'host app', at: AT }],
    ['<14>1 2026-11-21T08:54:09Z host app 7 ID47 [x@1 a="b\\]c"] hello', { text: 'hello', source: 'host app', at: AT }],
    ['2026-11-21T08:54:09.000000+00:00 app[web.1]: hello', { text: 'hello', source: 'web.1', at: AT }],
    ['[web] [2026-11-21 08:54:09] hello', { text: 'hello', source: 'web', at: AT }],
    ['copilot/shop/4d2a1b hello', { text: 'hello', source: 'copilot/shop/4d2a1b' }],
    ['2026-11-21T08:54:09Z web/shop/5d1a77 hello', { text: 'hello', source: 'web/shop/5d1a77', at: AT }],
    ['[inf]  hello', { text: 'hello' }],
    ['Nov 21 08:54:09 shop app/web.1   at x', { text: '  at x', source: 'shop web.1', at: AT }],
    ['Nov 21 08:54:09 shop heroku/web.1 Idling', { text: 'Idling', source: 'shop web.1', at: AT, isPlatform: true }],
    ['2026-11-21 09:54:09 +0100 CET [web-1] hello', { text: 'hello', source: 'web-1', at: AT }],
    ['2026-11-21 08:54:09 +0000 UTC [manager] hello', { text: 'hello', at: AT, isPlatform: true }],
    [
      '2026-11-21 08:54:09 default[20261121t084500]  hello',
      { text: 'hello', source: 'default[20261121t084500]', at: AT },
    ],
    ['11-21-2026 08:54:09 AM [AppRunner] hello', { text: 'hello', at: AT, isPlatform: true }],
    ['/ecs/shop web/shop/4d2a1b4d2a1b4d2a1b hello', { text: 'hello', source: 'web/shop/4d2a1b4d2a1b4d2a1b' }],
    ['[shop-7d4b9c6f5b-k2x9z] hello', { text: 'hello', source: 'shop-7d4b9c6f5b-k2x9z' }],
    ['[shop-7d4b9c6f5b-k2x9z app] hello', { text: 'hello', source: 'shop-7d4b9c6f5b-k2x9z/app' }],
    ['[req-4821f] hello', { text: '[req-4821f] hello' }],
    ['2026-11-21 08:54:09 worker[12]  hello', { text: '2026-11-21 08:54:09 worker[12]  hello' }],
    ['Nov 21 08:54:09 shop tasks/mail hello', { text: 'Nov 21 08:54:09 shop tasks/mail hello' }],
    ['/srv/shop exec hello', { text: '/srv/shop exec hello' }],
    ['web:start: hello', { text: 'web:start: hello' }],
    ['2026-11-21T08:54:09Z exec /srv/shop: exec format error', { text: 'exec /srv/shop: exec format error', at: AT }],
    ['2026-11-21T08:54:09Z sh: 1: shop: not found', { text: 'sh: 1: shop: not found', at: AT }],
    ['       hello', { text: '       hello' }],
    ['2026-11-21 08:54:09 hello', { text: '2026-11-21 08:54:09 hello' }],
    ['shop-web-1 app hello', { text: 'shop-web-1 app hello' }],
    ['hello: 1 | 2', { text: 'hello: 1 | 2' }],
    ['{"log":{"level":"info"},"message":"hello"}', { text: '{"log":{"level":"info"},"message":"hello"}' }],
    [
      '2026-11-21T08:54:09Z [4] [INFO] Starting gunicorn 19.0',
      { text: '2026-11-21T08:54:09Z [4] [INFO] Starting gunicorn 19.0' },
    ],
  ])('%s', (line, whole) => {
    expect(unwrapped(line)).toEqual(whole);
  });
});

describe('what deploys an app', () => {
  const whole = (...lines: readonly string[]) =>
    lines.map((line) => unwrap(line, wrappersOf(lines, SAVED_AT), SAVED_AT).text);

  test('shows its output among lines of its own', () => {
    expect(whole('=====> Start of shop container output (61b2c8 web.1)', '       hello', '         there')).toEqual([
      '=====> Start of shop container output (61b2c8 web.1)',
      'hello',
      '  there',
    ]);
    expect(whole('  INFO [42843c06] Running docker logs', '  ERROR 2026-11-21T08:54:09Z hello')).toEqual([
      'INFO [42843c06] Running docker logs',
      'hello',
    ]);
    expect(whole('+ shop-web-1 › app', 'shop-web-1 app hello')).toEqual(['', 'hello']);
    expect(whole('• Running start in 1 packages', '@shop/web:start: hello', '@shop/web:start: ')).toEqual([
      '• Running start in 1 packages',
      'hello',
      '',
    ]);
    expect(whole('2026-11-21 08:54:09 Container called exit(1).', '2026-11-21 08:54:09 hello', '  there')).toEqual([
      'Container called exit(1).',
      'hello',
      '  there',
    ]);
  });

  test('is not an app that indents its lines itself', () => {
    expect(whole('-- plans --', '       hello', '       there')).toEqual([
      '-- plans --',
      '       hello',
      '       there',
    ]);
  });
});

describe('what the lines of a log show together', () => {
  const texts = (...lines: readonly string[]) => {
    const chain = wrappersOf(lines, SAVED_AT);
    return lines.map((line) => unwrap(line, chain, SAVED_AT).text);
  };
  const fly = '2026-11-21T08:54:09Z app[148e272c] ams [info]';
  const stamp = '2026-11-21T08:54:09.000000000Z ';

  test('Fly wrote no blank before the text', () => {
    expect(texts(`${fly}Error: x`, `${fly}    at y`)).toEqual(['Error: x', '    at y']);
    expect(texts(`${fly}  In x.php`, `${fly}   Exception`)).toEqual(['  In x.php', '   Exception']);
  });

  test('Fly writes one', () => {
    expect(texts(`${fly} Error: x`, `${fly}     at y`)).toEqual(['Error: x', '    at y']);
  });

  test.each([
    ['fatal error: out of memory', 'goroutine 1 [running]:'],
    ['[FATAL tini (7)] exec ./start failed: No such file or directory'],
    ['INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.', "FAILED: Can't locate revision"],
    ['2026/11/21 08:54:09 [notice] 21#21: start worker processes'],
    ['runsv web: fatal: unable to start ./run: file does not exist'],
    ['node: .env: not found'],
  ])('a stamp alone: %s', (...lines) => {
    expect(texts(...lines.map((line) => stamp + line))).toEqual(lines);
  });

  test("a stamp that is the program's own", () => {
    const lines = ['INFO started', 'ERROR: cannot open x', 'INFO [x] done'].map((line) => stamp + line);
    expect(texts(...lines)).toEqual(lines);
  });

  test.each(['2026-11-21T08:54:09+0000 host app[7]: hello', '2026-11-21T08:54:09Z web-1 app: hello'])('%s', (line) => {
    expect(texts(line)).toEqual(['hello']);
  });
});

describe('parseStamp', () => {
  test.each([
    ['[2026-11-21 08:54:09 +0000] [4] [INFO] x', AT],
    ['[2026-11-21 14:24:09 +0530] [4] [INFO] x', AT],
    ['2026-11-21 08:54:09,250 INFO x', AT + 250],
    ['I, [2026-11-21T08:54:09.250000 #7]  INFO -- : x', AT + 250],
    ['Sat Nov 21 08:54:09 2026 - x', AT],
    ['{"level":"info","time":"2026-11-21T08:54:09Z","msg":"x"}', AT],
    ['the meeting is at 2026-11-21 08:54:09', undefined],
  ])('%s', (line, at) => {
    expect(parseStamp(line)).toBe(at);
  });

  test('takes a stamp without a year for the latest that is not in the future', () => {
    expect(parseYearless('Nov 21 08:54:09', Date.UTC(2027, 0, 3))).toBe(AT);
    expect(parseYearless('Nov 21 08:54:09', SAVED_AT)).toBe(AT);
  });
});
