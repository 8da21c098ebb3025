import { describe, expect, test } from 'vitest';
import type { ServerEvent } from '../../../src/core/facts/log-event.ts';
import { withServerEvent } from '../../../src/core/memory/workers.ts';
import noResponse from '../../../src/rules/answer/no-response.ts';
import rule from '../../../src/rules/workers/worker-boot-failed.ts';
import { puma } from '../../../src/sources/log/dialects/parse-puma.ts';
import { app, facts, NOW, pool, process, releaseFailed, STARTED, waiting } from '../../support/builders.ts';
import { failed, raised, told, unanswered } from '../../support/probe-builders.ts';

const AT = NOW - 500;
const LINE = '[2026-11-21 11:59:59 +0000] [7] [INFO] Reason: Worker failed to boot.';
const gone = (code: number) => app({ exit: { code, at: AT } });
const logOf = (text?: string, at = AT - 300, where?: string) => ({
  tail: text === undefined ? [] : [{ origin: 'stderr', text }],
  exceptions:
    text === undefined
      ? []
      : [{ kind: 'exception', language: 'python', text, at, ...(where !== undefined && { where }) } as const],
  hostRejections: [],
  cutBytes: 0,
});
const broken = (change: Parameters<typeof facts>[0] = {}) =>
  facts({
    app: gone(3),
    pool: pool({ bootFailure: { at: AT, line: LINE } }),
    health: releaseFailed(),
    probes: [],
    log: logOf("KeyError: 'DATABASE_URL'", AT - 300, 'settings.py line 12, in <module>'),
    ...change,
  });

describe('worker-boot-failed', () => {
  test('quotes the exception and where it was raised', () => {
    const { summary, severity, confidence, remedy } = raised(rule, broken());
    expect({ summary, severity, confidence }).toEqual({
      summary:
        "Gunicorn's workers fail to boot, so it exited with code 3: KeyError: 'DATABASE_URL' in settings.py line 12, in <module>.",
      severity: 'error',
      confidence: 'certain',
    });
    expect(remedy[0]).toContain('Set the environment variable DATABASE_URL');
    expect(remedy[1]).toContain("KeyError: 'DATABASE_URL'");
  });

  test('is raised before the server has exited', () => {
    expect(raised(rule, broken({ app: app(), health: waiting() })).summary).toContain('workers fail to boot: KeyError');
  });

  test('waits a moment for the traceback, but not once the server has exited', () => {
    const early = { pool: pool({ bootFailure: { at: NOW - 100, line: LINE } }), log: logOf(), health: waiting() };
    expect(rule.judge(broken({ ...early, app: app() }))).toEqual({ kind: 'silent' });
    expect(rule.judge(broken(early)).kind).toBe('raised');
  });

  test('does not wait forever when workers fail over and over without a traceback', () => {
    const again = { at: NOW - 100, firstAt: NOW - 2_000, line: '[375] ! Unable to start worker' };
    const seen = broken({
      pool: pool({ server: 'puma', bootFailure: again }),
      log: logOf(),
      health: waiting(),
      app: app(),
    });
    expect(rule.judge(seen).kind).toBe('raised');
  });

  describe('a Puma worker', () => {
    const line = '[375] ! Unable to start worker';
    const told = (...lines: readonly string[]) =>
      raised(
        rule,
        broken({
          pool: pool({ server: 'puma', bootFailure: { at: AT, firstAt: NOW - 2_000, line } }),
          log: { ...logOf(), tail: [line, ...lines].map((text) => ({ origin: 'stdout', text })) },
          health: waiting(),
          app: app(),
        }),
      );
    const place = "[375] config/keys.rb:3:in `<main>'";

    test('is named with the message below, as Puma 6 writes it', () => {
      const { summary, remedy } = told('[371] Early termination of worker', '[375] KEYS_URL is not set', place);
      expect(summary).toContain('fail to boot: KEYS_URL is not set in config/keys.rb line 3, in <main>.');
      expect(remedy[0]).toMatch(/^Set the environment variable KEYS_URL/);
      expect(remedy.at(-1)).toMatch(/^Load the app once by hand/);
    });

    test('is named with the place, which is all that Puma 5 writes', () => {
      const { summary, remedy } = told(place, '[375] Early termination of worker');
      expect(summary).toContain(
        'the app raised an exception while it was loaded (config/keys.rb line 3, in <main>), and the log does not show which.',
      );
      expect(remedy.at(-1)).toContain('`-w 0`');
    });

    test.each([
      ['another writes', '[371] KEYS_URL is not set'],
      ['it writes without a place behind it', '[375] Early termination of worker'],
    ])('names nothing that %s', (_name, other) => {
      expect(told(other).summary).toContain('while it was loaded, and the log does not show which.');
    });
  });

  test("names the exception in Puma's own line when the traceback is late", () => {
    const line = '! Unable to load application: RuntimeError: DATABASE_URL is not set';
    const event = puma.parse(line) ?? expect.fail(line);
    // `as`: the dialect of a server gives nothing else.
    const { bootFailure } = withServerEvent(undefined, event as ServerEvent, NOW - 2_000);
    const seen = broken({
      pool: pool({ server: 'puma', ...(bootFailure && { bootFailure }) }),
      log: logOf(),
      health: waiting(),
      app: app(),
    });
    const { summary, remedy } = raised(rule, seen);
    // It has no workers, or has not forked them yet.
    expect(summary).toMatch(/^Puma fails to load the app: RuntimeError: DATABASE_URL is not set/);
    expect(remedy.join()).toContain('Fix the cause of RuntimeError: DATABASE_URL is not set');
  });

  test('does not blame an exception from long ago', () => {
    expect(raised(rule, broken({ log: logOf('OSError: old', AT - 90_000) })).summary).toContain('does not show which');
  });

  test('assumes it when Gunicorn exited with code 3 and logged nothing', () => {
    const { confidence, remedy } = raised(rule, broken({ pool: undefined, log: logOf() }));
    expect(confidence).toBe('likely');
    expect(remedy.join()).toContain('`--log-level critical`');
  });

  test('judges by the log alone', () => {
    expect(rule.judge(broken({ app: undefined, processes: undefined })).kind).toBe('raised');
  });

  test.each([
    ['a healthy app', facts()],
    [
      'another program that exits with 3',
      facts({
        app: app({ command: ['uvicorn', 'app:app'], exit: { code: 3, at: AT } }),
        processes: [process({ command: ['uvicorn', 'app:app'] })],
        pool: undefined,
        log: logOf(),
        probes: [],
      }),
    ],
    ['a Gunicorn that exited with 1', broken({ app: gone(1), pool: undefined, log: logOf() })],
    ['a Gunicorn that exited with 3 and logged why', broken({ pool: pool(), log: logOf('something') })],
    ['an app that answered afterwards', facts({ pool: pool({ bootFailure: { at: STARTED, line: LINE } }) })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });

  test('explains why nothing answers', () => {
    const seen = broken({ app: app(), probes: [failed(unanswered())], health: waiting() });
    expect(told([noResponse, rule], seen)).toEqual([['worker-boot-failed'], ['no-response', 'worker-boot-failed']]);
  });
});
