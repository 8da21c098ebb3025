import { describe, expect, test } from 'vitest';
import { diagnosesOf } from '../../support/replay.ts';

const NO_KEY = 'No application encryption key has been specified.';
const raises = (type: string, text: string): string =>
  `[2026-11-28 10:00:00] production.ERROR: ${text} {"exception":"[object] (${type}(code: 0): ${text} at /srv/vendor/laravel/framework/src/Illuminate/Key.php:79)"}`;
const asked = (path: string, status: number): string =>
  `10.0.0.5 - - [28/Nov/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" ${status} 6603`;

const STARTED = '   INFO  Server running on [http://0.0.0.0:8000].  ';
const FAILED = raises('Illuminate\\\\Encryption\\\\MissingAppKeyException', NO_KEY);

const saved = (...lines: readonly string[]) => diagnosesOf(Buffer.from(`${[STARTED, ...lines].join('\n')}\n`));

describe('a saved log of a server that lacks a setting', () => {
  test('names it if each health check and each other request failed', () => {
    const found = saved(FAILED, asked('/healthz', 500), asked('/orders', 500), FAILED, asked('/healthz?full=1', 500));
    expect(found.map(({ code, severity, confidence, summary }) => ({ code, severity, confidence, summary }))).toEqual([
      {
        code: 'strict-status',
        severity: 'error',
        confidence: 'likely',
        summary: `GET /healthz returned 500 (2 times so far): the app failed with MissingAppKeyException: ${NO_KEY}`,
      },
    ]);
    expect(found[0]?.remedy).toEqual([
      'Set the environment variable APP_KEY for this container: `php artisan key:generate --show` prints a value for it.',
    ]);
  });

  test('names a variable of any framework', () => {
    const flask = [
      '[2026-11-28 10:00:02,100] ERROR in app: Exception on /status [GET]',
      'Traceback (most recent call last):',
      '  File "/usr/lib/python3/dist-packages/flask/app.py", line 1473, in wsgi_app',
      '    response = self.full_dispatch_request()',
      '  File "/srv/shop.py", line 9, in status',
      "    return os.environ['STRIPE_KEY']",
      "KeyError: 'STRIPE_KEY'",
      asked('/status', 500),
    ];
    const [found] = saved(...flask, ...flask);
    expect(found?.code).toBe('strict-status');
    expect(found?.remedy[0]).toContain('Set the environment variable STRIPE_KEY ');
  });

  test.each([
    ['one check failed', [FAILED, asked('/healthz', 500)]],
    ['a check passed', [FAILED, asked('/healthz', 500), asked('/healthz', 500), asked('/healthz', 200)]],
    ['another request was refused', [FAILED, asked('/healthz', 500), asked('/healthz', 500), asked('/orders', 401)]],
    ['no request reads like a check', [FAILED, asked('/orders', 500), asked('/orders', 500)]],
    ['no request is logged', [FAILED, FAILED, FAILED]],
    [
      'the code fails for another reason',
      [raises('ErrorException', 'Undefined array key 3'), asked('/healthz', 500), asked('/healthz', 500)],
    ],
  ])('proves nothing if %s', (_, lines) => {
    expect(saved(...lines).map(({ code }) => code)).not.toContain('strict-status');
  });
});
