import { describe, expect, test } from 'vitest';
import { noPast } from '../../../src/core/facts/past.ts';
import { attachedOutput } from '../../../src/core/facts/unread-output.ts';
import rule from '../../../src/rules/exit/exited-at-runtime.ts';
import exitedCleanly from '../../../src/rules/exit/exited-cleanly.ts';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import outOfMemory from '../../../src/rules/limits/out-of-memory.ts';
import { app, facts, NOW, releaseFailed, STARTED, settings } from '../../support/builders.ts';
import { causesOf, exception, findingOf, log, severityOf, silent } from '../../support/rule-builders.ts';

const EXIT_AT = NOW - 1_000;
const crashed = (exit: { code?: number; signal?: string }, change: Parameters<typeof facts>[0] = {}) =>
  facts({ app: app({ exit: { ...exit, at: EXIT_AT } }), processes: [], listeners: [], ...change });

test('names how it exited, after what time, and with which exception', () => {
  const thrown = exception("KeyError: 'cart'", { at: EXIT_AT - 100, where: 'shop.py line 9, in total' });
  const finding = findingOf(
    rule,
    crashed({ code: 1 }, { log: log(['GET /cart', "KeyError: 'cart'"], { exceptions: [thrown] }) }),
  );
  expect(finding.severity).toBe('error');
  expect(finding.summary).toBe(
    "`gunicorn app:app` was healthy, then exited with code 1 after 99 s: KeyError: 'cart' (shop.py line 9, in total).",
  );
  expect(finding.evidence).toEqual([
    { source: 'exit', expected: 'still running', observed: 'code 1: gunicorn app:app', at: EXIT_AT },
    { source: 'log', observed: "KeyError: 'cart' (shop.py line 9, in total)", at: EXIT_AT - 100 },
    { source: 'log', observed: 'GET /cart' },
    { source: 'log', observed: "KeyError: 'cart'" },
  ]);
});

test.each([
  [{ signal: 'SIGKILL' }, 'Find out what kills it'],
  [{ code: 0 }, 'a server must not exit on its own, even with code 0'],
  [{ signal: 'SIGTERM' }, 'Find out what sends it that signal'],
  [{ code: 143 }, 'Find out what sends it that signal'],
])('advises on %o', (exit, advice) => {
  expect(findingOf(rule, crashed(exit)).remedy[0]).toContain(advice);
});

test('is explained by a kill for memory', () => {
  const cgroup = { version: 2 as const, memory: { usedBytes: 1, oomKills: 1, lastOomKillAt: EXIT_AT + 3 } };
  expect(causesOf([rule, outOfMemory], crashed({ signal: 'SIGKILL' }, { cgroup }))).toEqual({
    'out-of-memory': 'primary',
    'exited-at-runtime': 'out-of-memory',
  });
});

describe('when only the process is checked', () => {
  const rules = [rule, exitedEarly, exitedCleanly];
  const ends = (code: number, livedMs: number, listened: boolean) =>
    rules
      .filter((each) => {
        const ended = app({ exit: { code, at: STARTED + livedMs } });
        const past = listened ? { ...noPast, listenedAt: STARTED + 100 } : noPast;
        const seen = { app: ended, past, lookedAt: STARTED + livedMs + 1 };
        return severityOf(each, crashed({}, { ...seen, settings: settings({ profile: 'cloudaipilot' }) })) === 'error';
      })
      .map(({ code: name }) => name);

  test.each([
    ['exited-early', 1, 2_000, true],
    ['exited-cleanly', 0, 2_000, false],
    ['exited-early', 1, 60_000, false],
    ['exited-at-runtime', 1, 60_000, true],
    ['exited-at-runtime', 1, 600_000, false],
    ['exited-at-runtime', 0, 60_000, true],
  ])('%s alone: code %i after %i ms, listened: %s', (code, exitCode, livedMs, listened) => {
    expect(ends(exitCode, livedMs, listened)).toEqual([code]);
  });
});

describe('is silent', () => {
  test.each([
    ['on a healthy app', facts()],
    ['when it was never healthy', crashed({ code: 1 }, { health: releaseFailed() })],
    [
      'when it was asked to end',
      facts({ app: app({ exit: { code: 143, at: EXIT_AT }, stopRequestedAt: EXIT_AT - 50 }) }),
    ],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

describe('an exit whose output goes to the terminal', () => {
  test.each(['output', 'stderr'] as const)('is not called silent where the %s is not read', (stream) => {
    const unread = { stream, why: 'terminal' } as const;
    const { summary, remedy } = findingOf(rule, crashed({ code: 1 }, { log: { ...log([]), unread } }));
    expect(summary).toContain(`: its ${stream} goes to the terminal, where sidewatch does not read it.`);
    expect(remedy).toEqual([expect.stringMatching(/without a terminal.*--log-file/)]);
  });

  test('quotes what one stream says, and names the other', () => {
    const unread = { stream: 'stderr', why: 'terminal' } as const;
    const { summary, remedy } = findingOf(rule, crashed({ code: 1 }, { log: { ...log(['starting']), unread } }));
    expect(summary).toContain(': it wrote "starting", and its stderr goes to the terminal');
    expect(remedy).toEqual([expect.stringContaining('without a terminal')]);
  });
});

describe('an exit with an unknown code', () => {
  const untold = { log: { ...log([]), unread: attachedOutput } };

  test('is likely, and only a warning: it may have been a normal stop', () => {
    const finding = findingOf(rule, crashed({}, untold));
    expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
    expect(finding.summary).toBe(
      '`gunicorn app:app` was healthy, then exited with an unknown code after 99 s: sidewatch does not read its output.',
    );
    expect(finding.remedy[0]).toMatch(/kubectl logs --previous.*--log-file/);
  });

  test('before it was ever healthy is likely an early exit, and never a clean one', () => {
    const early = crashed({}, { ...untold, health: releaseFailed() });
    expect(findingOf(exitedEarly, early)).toMatchObject({ severity: 'error', confidence: 'likely' });
    expect(exitedCleanly.judge(early)).toEqual(silent);
  });
});

test('advises to catch the failed connect that stopped it', () => {
  const thrown = exception('Error: connect ETIMEDOUT 10.1.2.3:443', {
    at: EXIT_AT - 100,
    dependency: { how: 'no-answer', target: '10.1.2.3:443' },
  });
  const { remedy } = findingOf(rule, crashed({ code: 1 }, { log: log([thrown.text], { exceptions: [thrown] }) }));
  expect(remedy[0]).toContain('Catch the error where the app connects to 10.1.2.3:443 and fail only that request');
});
