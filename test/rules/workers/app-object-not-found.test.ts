import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/workers/app-object-not-found.ts';
import bootFailed from '../../../src/rules/workers/worker-boot-failed.ts';
import { app, facts, NOW, pool, process, releaseFailed, STARTED } from '../../support/builders.ts';
import { raised, told } from '../../support/probe-builders.ts';

const AT = NOW - 500;
const LINE = "Failed to find attribute 'app' in 'noapp'.";
const REASON = '[2026-11-21 11:59:59 +0000] [7] [INFO] Reason: App failed to load.';
const gone = (code: number) => app({ exit: { code, at: AT } });
const logOf = (...texts: string[]) => ({
  tail: texts.map((text) => ({ origin: 'stderr', text })),
  exceptions: [],
  hostRejections: [],
  cutBytes: 0,
});
const missing = (change: Parameters<typeof facts>[0] = {}) =>
  facts({
    app: gone(4),
    pool: pool({ appNotFound: { at: AT, line: LINE } }),
    health: releaseFailed(),
    probes: [],
    ...change,
  });

describe('app-object-not-found', () => {
  test('quotes the line and says how to name the object', () => {
    const { summary, confidence, remedy } = raised(rule, missing());
    expect({ summary, confidence }).toEqual({
      summary:
        "Gunicorn could not load the app object that its command names and exited with code 4: Failed to find attribute 'app' in 'noapp'.",
      confidence: 'certain',
    });
    expect(remedy[0]).toBe(
      'Start the server with the object that noapp defines, often `noapp:application` instead of `noapp:app`: the module has no `app`.',
    );
  });

  test('prefers the line that names the object to the reason that follows it', () => {
    const seen = missing({ pool: pool({ appNotFound: { at: AT, line: REASON } }), log: logOf(LINE, REASON) });
    expect(raised(rule, seen).summary).toContain(LINE.slice(0, -1));
    expect(raised(rule, missing({ pool: pool({ appNotFound: { at: AT, line: REASON } }) })).summary).toContain(
      'Reason: App failed to load.',
    );
  });

  test('assumes it when Gunicorn exited with code 4 and logged nothing', () => {
    expect(raised(rule, missing({ pool: undefined }))).toMatchObject({
      summary: 'Gunicorn could not load the app object that its command names and exited with code 4.',
      confidence: 'likely',
    });
  });

  test('names the switches of uWSGI, which continues without an app', () => {
    const line = 'unable to find "application" callable in file shop.py';
    const seen = missing({ app: app(), pool: pool({ server: 'uwsgi', appNotFound: { at: AT, line } }) });
    const { summary, remedy } = raised(rule, seen);
    expect(summary).toBe(`uWSGI could not load the app object that its command names: ${line}.`);
    expect(remedy[0]).toContain('shop.py really has, often `--callable ');
    expect(remedy[1]).toContain('`--need-app`');
  });

  test('judges by the log alone', () => {
    expect(rule.judge(missing({ app: undefined, processes: undefined })).kind).toBe('raised');
  });

  test.each([
    ['a healthy app', facts()],
    [
      'another program that exits with 4',
      missing({
        app: app({ command: ['./server'], exit: { code: 4, at: AT } }),
        processes: [process({ command: ['./server'] })],
        pool: undefined,
      }),
    ],
    [
      'a Gunicorn whose workers raise',
      missing({ app: gone(3), pool: pool({ bootFailure: { at: AT, line: REASON } }) }),
    ],
    ['an app that answered afterwards', facts({ pool: pool({ appNotFound: { at: STARTED, line: LINE } }) })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });

  test('explains workers that fail to boot', () => {
    const both = pool({ appNotFound: { at: AT, line: LINE }, bootFailure: { at: AT, line: REASON } });
    expect(told([bootFailed, rule], missing({ pool: both }))).toEqual([
      ['app-object-not-found'],
      ['worker-boot-failed', 'app-object-not-found'],
    ]);
  });
});
