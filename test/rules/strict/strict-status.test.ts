import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/strict/strict-status.ts';
import { answered, app, facts, listener, NOW, probe, process, settings, waiting } from '../../support/builders.ts';
import { failed, raised, refused, strict, unanswered } from '../../support/probe-builders.ts';
import { exception, log } from '../../support/rule-builders.ts';

const seenWith = (status: number, change = {}) =>
  facts({ settings: strict(), probes: [refused(answered(status))], ...change });

describe('strict-status', () => {
  test.each([
    [204, 'a success but not the expected one'],
    [401, 'which asks for a login'],
    [403, 'which forbids access'],
    [429, 'which limits the rate of requests'],
    [500, 'an error in the app'],
    [503, 'which means that it is temporarily unavailable'],
  ])('says what %i means', (status, words) => {
    expect(raised(rule, seenWith(status)).summary).toBe(
      `The check expects 200, but GET /healthcheck on port 8000 returned ${status}, ${words}.`,
    );
  });

  test('quotes the exception that the request caused', () => {
    const exception = { kind: 'exception', language: 'python', text: 'OperationalError: no such table' } as const;
    const log = {
      tail: [],
      exceptions: [
        { ...exception, text: 'KeyError: 1', at: NOW - 90_000 },
        { ...exception, where: 'views.py line 9, in check', at: NOW - 990 },
      ],
      hostRejections: [],
      cutBytes: 0,
    };
    expect(raised(rule, seenWith(500, { log })).summary).toContain(
      'returned 500: the app failed with OperationalError: no such table in views.py line 9, in check.',
    );
    expect(raised(rule, seenWith(401, { log })).summary).toContain('which asks for a login');
  });

  test('quotes no exception of a program next to the server, and only the words of one in a shared file', () => {
    const of = (pid: number, file: string) => process({ pid, command: ['node', file], name: 'node' });
    const seen = (where: string) =>
      raised(
        rule,
        seenWith(503, {
          processes: [of(8, 'jobs.js'), of(9, 'web.js')],
          listeners: [listener('0.0.0.0', 8000, { pid: 9 })],
          log: log(['Error: queue is stuck'], {
            exceptions: [exception('Error: queue is stuck', { language: 'node', where, at: NOW - 900 })],
          }),
        }),
      ).summary;
    expect(['jobs.js line 1', 'lib/q.js line 1', 'web.js line 1'].map(seen)).toEqual([
      'The check expects 200, but GET /healthcheck on port 8000 returned 503, which means that it is temporarily unavailable.',
      'The check expects 200, but GET /healthcheck on port 8000 returned 503, and the app\'s log says "Error: queue is stuck".',
      'The check expects 200, but GET /healthcheck on port 8000 returned 503: the app failed with Error: queue is stuck in web.js line 1.',
    ]);
  });

  test('names the part that the response itself reports as down', () => {
    const down = [{ name: 'redis', says: 'connect ECONNREFUSED 10.0.0.3:6379' }, { name: 'mail' }];
    const probes = [refused({ kind: 'answered', status: 503, bodyHead: '', down })];
    const { summary, remedy, evidence } = raised(rule, facts({ settings: strict(), probes }));
    expect(summary).toContain(
      'returned 503: the app reports that redis is down (connect ECONNREFUSED 10.0.0.3:6379), and mail is down.',
    );
    expect(remedy[0]).toContain('Check that redis at 10.0.0.3:6379 and mail are up');
    expect(evidence.at(-1)).toMatchObject({ source: 'probe', observed: 'the response reports that mail is down' });
  });

  test('names the setting by which Spring Boot says which part is down', () => {
    const probes = [refused({ kind: 'answered', status: 503, bodyHead: '{"status":"DOWN"}' })];
    const { remedy } = raised(rule, facts({ settings: strict(), probes }));
    expect(remedy[0]).toContain('MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS');
  });

  test('is a warning for a 503 while the app may be starting, but never for a 401', () => {
    const severityOf = (status: number, change = {}) =>
      raised(rule, seenWith(status, { probes: [refused(answered(status), { at: NOW - 20_000 })], ...change })).severity;
    expect([503, 401].map((status) => severityOf(status, { health: waiting() }))).toEqual(['warning', 'error']);
    expect(severityOf(503)).toBe('error');
  });

  test.each([
    'Service Unavailable',
    '503 Service Unavailable',
    'A server error occurred. Please contact the administrator.',
    '<h1>Server Error (500)</h1>',
    'a\nb',
    '',
  ])('does not quote the body %j, which adds nothing', (bodyHead) => {
    const probes = [refused({ kind: 'answered', status: 503, bodyHead })];
    expect(raised(rule, facts({ settings: strict(), probes })).summary).toContain('returned 503, which means');
  });

  test.each([
    [403, 'API key required', ' ("API key required"), which forbids access.'],
    [401, '{"error":"token expired"}', ' ({"error":"token expired"}), which asks for a login.'],
    [403, 'Forbidden', ', which forbids access.'],
    [401, 'Unauthorized', ', which asks for a login.'],
    [403, '<h1>API key required</h1>', ', which forbids access.'],
    [429, 'slow down', ', which limits the rate of requests.'],
  ])('follows %i with the words of the body %j if they give a reason', (status, bodyHead, words) => {
    const probes = [refused({ kind: 'answered', status, bodyHead })];
    expect(raised(rule, facts({ settings: strict(), probes })).summary).toContain(`returned ${status}${words}`);
  });

  test('gives the log a moment to show why, after the first error of an app that may be starting', () => {
    const errorAt = (at: number) => refused(answered(500), { at, durationMs: 10 });
    const seen = (...probes: readonly ReturnType<typeof errorAt>[]) =>
      facts({ settings: strict(), health: waiting(), probes });
    expect(rule.judge(seen(errorAt(NOW - 100))).kind).toBe('silent');
    expect(rule.judge(seen(errorAt(NOW - 400), errorAt(NOW - 100))).kind).toBe('raised');
  });

  test('keeps the exception of earlier responses until that of the newest arrives', () => {
    const tail = ['Traceback (most recent call last):', '  File "a.py", line 7, in hc'].map((text) => ({
      origin: 'stderr',
      text,
    }));
    const text = "KeyError: 'BUILD_SHA'";
    const log = {
      tail,
      exceptions: [{ kind: 'exception' as const, language: 'python' as const, text, at: NOW - 1_400 }],
      hostRejections: [],
      cutBytes: 0,
    };
    const answerAt = (status: number, at: number) =>
      refused(answered(status), { at, durationMs: 10, passed: status < 400 });
    const seen = { settings: strict(), log };
    const probes = [answerAt(500, NOW - 1_500), answerAt(500, NOW - 20)];
    expect(raised(rule, facts({ ...seen, health: waiting(), probes })).summary).toContain(text);
    // A newer run of errors is another matter.
    const healed = [answerAt(500, NOW - 9_000), answerAt(200, NOW - 800), answerAt(500, NOW - 400)];
    const again = raised(rule, facts({ ...seen, probes: healed }));
    expect(again.summary).not.toContain(text);
  });

  test.each([
    ['a healthy app', facts()],
    ['an error where any answer passes', facts({ probes: [probe(answered(500), { passed: true })] })],
    [
      'a 204 that Kubernetes takes',
      facts({ settings: settings({ profile: 'kubernetes' }), probes: [probe(answered(204), { passed: true })] }),
    ],
    ['a redirect', seenWith(302)],
    ['a missing path', seenWith(404)],
    ['no answer at all', facts({ settings: strict(), probes: [failed(unanswered())] })],
    ['an answer that is right by now', facts({ settings: strict(), probes: [refused(answered(500)), probe()] })],
    ['an app that has ended', seenWith(500, { app: app({ exit: { code: 1, at: NOW } }) })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });
});

describe('a route that exists and fails', () => {
  const at500 = (exceptionText?: string, command: readonly string[] = ['gunicorn', 'shop:app']) =>
    raised(
      rule,
      facts({
        settings: strict(),
        app: app({ command }),
        probes: [refused(answered(500))],
        ...(exceptionText !== undefined && {
          log: {
            tail: [],
            exceptions: [{ kind: 'exception' as const, language: 'python' as const, text: exceptionText, at: NOW }],
            hostRejections: [],
            cutBytes: 0,
          },
        }),
      }),
    ).remedy;

  test('is reported in one sentence', () => {
    const text = 'MissingAppKeyException: No application encryption key has been specified.';
    const { summary } = raised(
      rule,
      facts({
        settings: strict(),
        probes: [refused(answered(500))],
        log: {
          tail: [],
          exceptions: [{ kind: 'exception', language: 'php', text, at: NOW }],
          hostRejections: [],
          cutBytes: 0,
        },
      }),
    );
    expect(summary).toMatch(/has been specified\.$/);
    expect(summary).not.toContain('..');
  });

  test('is not added again', () => {
    expect(at500()).toEqual([
      "Read the app's log for the error that GET /healthcheck causes, and fix that: the route exists, but its code fails.",
    ]);
    expect(at500("KeyError: 'SHOP_TOKEN'")[0]).toContain('SHOP_TOKEN');
    expect(at500('ValueError: no rows')).toEqual([
      'Fix the cause of ValueError: no rows: the app raises it when it handles /healthcheck.',
    ]);
  });

  test.each([
    [
      ['gunicorn', 'shop:app'],
      "TypeError: FastAPI.__call__() missing 1 required positional argument: 'send'",
      '`-k uvicorn.workers.UvicornWorker`',
    ],
    [
      ['uvicorn', 'shop:app'],
      "TypeError: Flask.__call__() missing 1 required positional argument: 'start_response'",
      '`--interface wsgi`',
    ],
    [
      ['gunicorn', '-k', 'uvicorn.workers.UvicornWorker', 'shop:app'],
      "TypeError: app() missing 1 required positional argument: 'start_response'",
      '`-k sync`',
    ],
  ])('in an app that speaks the other interface: %j', (command, text, words) => {
    expect(at500(text, command)[0]).toContain(words);
  });
});
