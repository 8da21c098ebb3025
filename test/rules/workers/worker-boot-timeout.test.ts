import { describe, expect, test } from 'vitest';
import noResponse from '../../../src/rules/answer/no-response.ts';
import rule from '../../../src/rules/workers/worker-boot-timeout.ts';
import requestTimeout from '../../../src/rules/workers/worker-request-timeout.ts';
import {
  answered,
  app,
  facts,
  health,
  NOW,
  pool,
  probe,
  process,
  releaseFailed,
  waiting,
  worker,
} from '../../support/builders.ts';
import { failed, raised, told, unanswered } from '../../support/probe-builders.ts';
import { timedOut, unannounced } from '../../support/timeout-builders.ts';

const hung = failed(unanswered());
const loop = [timedOut(8, 30.06, 67), timedOut(9, 30.1, 36), timedOut(10, 30.3, 5)];

const looping = (workers = loop, change: Parameters<typeof facts>[0] = {}) =>
  facts({
    pool: pool({ workers, bootCount: workers.length, timeoutCount: workers.length }),
    health: waiting(),
    probes: [hung],
    ...change,
  });

describe('worker-boot-timeout', () => {
  test('says what Gunicorn does, how often, and why waiting does not help', () => {
    const { summary, severity, confidence } = raised(rule, looping());
    const late = raised(rule, looping(loop, { health: releaseFailed() }));
    expect(late.summary).toContain(', so the release check failed at 180 s without a response.');
    expect({ summary, severity, confidence }).toEqual({
      summary:
        'Gunicorn kills each sync worker at its timeout of 30 s, before it finishes booting (3 times so far), so the release check would fail at 180 s.',
      severity: 'error',
      confidence: 'certain',
    });
  });

  test('is raised at the first timeout, certain by the heartbeat alone', () => {
    const first = [timedOut(8, 30.06, 0)];
    expect(raised(rule, looping(first)).confidence).toBe('likely');
    const { confidence, summary } = raised(rule, looping(first, { heartbeats: [{ pid: 8 }] }));
    expect(confidence).toBe('certain');
    expect(summary).toContain('(once so far)');
    const quiet = { pool: pool({ workers: [unannounced(8, 5)] }), heartbeats: [{ pid: 8 }] };
    expect(raised(rule, looping([], quiet)).confidence).toBe('certain');
  });

  test('names the switch when the command line has it', () => {
    const command = ['gunicorn', '--timeout', '5', '-k', 'gevent', 'app:app'];
    const seen = looping([timedOut(8, 5.1, 2)], {
      app: app({ command }),
      processes: [process({ command })],
      pool: pool({ workerClass: 'gevent', workers: [timedOut(8, 5.1, 2)] }),
    });
    expect(raised(rule, seen).summary).toContain(
      'Gunicorn kills each gevent worker at its --timeout of 5 s, before it finishes booting (once so far)',
    );
    expect(raised(rule, seen).remedy.join()).not.toContain('--preload');
  });

  test('advises --preload first for sync workers, and not when it is on', () => {
    expect(raised(rule, looping()).remedy[0]).toContain('--preload');
    const command = ['gunicorn', '--preload', 'app:app'];
    const preloaded = looping(loop, { app: app({ command }), processes: [process({ command })] });
    expect(raised(rule, preloaded).remedy.join()).not.toContain('with `--preload`');
  });

  test('names the settings of Puma', () => {
    const line = '[5] ! Terminating timed out worker (Worker 0 failed to boot within 60 seconds): 12';
    const dead = worker(12, { timeout: { kind: 'timeout', at: NOW - 1_000, line, phase: 'boot', limitS: 60 } });
    const { summary, remedy } = raised(rule, looping([], { pool: pool({ server: 'puma', workers: [dead] }) }));
    expect(summary).toContain(
      'Puma kills each worker at its worker timeout of 60 s, before it finishes booting (once so far)',
    );
    expect(remedy[0]).toContain('`worker_boot_timeout 240`');
  });

  test('quotes the line and the age', () => {
    expect(raised(rule, looping()).evidence).toMatchObject([
      {
        source: 'log',
        expected: 'no timeout',
        observed: '[2026-11-21 11:59:00 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:10)',
      },
      {
        source: 'log',
        expected: 'booted within its timeout of 30 s',
        observed: 'worker 10 had not booted 30.3 s after its start: it was 30.3 s old, the same as the timeout',
        at: NOW - 5_000,
      },
    ]);
  });

  test('is a warning once another worker has booted, and over when it does not happen again', () => {
    const recovered = { probes: [hung, probe()], health: health() };
    const { severity, summary } = raised(rule, looping(loop, { ...recovered, heartbeats: [{ pid: 10 }] }));
    expect(severity).toBe('warning');
    expect(summary).toContain('another has booted in time');
    const old = [timedOut(8, 30.1, 150)];
    expect(rule.judge(looping(old, { ...recovered, heartbeats: [{ pid: 8 }] }))).toEqual({ kind: 'silent' });
  });

  test('is a warning when a later worker lived longer than a boot can take', () => {
    const third = worker(11, { bootedAt: NOW - 35_000, end: { kind: 'exit', at: NOW - 1_000 } });
    const seen = looping([timedOut(9, 30.1, 66), timedOut(10, 30.1, 35), third]);
    expect(raised(rule, seen).severity).toBe('warning');
    expect(raised(rule, looping(loop, { probes: [failed(answered(502))] })).severity).toBe('error');
  });

  test('judges by the log alone', () => {
    const { pool: told_, log } = looping().observed;
    const blind = facts({
      ...{ app: undefined, processes: undefined, heartbeats: undefined, environment: undefined, health: undefined },
      ...{ listeners: undefined, activity: undefined, probes: [] },
      ...(told_.known && { pool: told_.value }),
      ...(log.known && { log: log.value }),
    });
    expect(raised(rule, blind)).toMatchObject({
      confidence: 'certain',
      summary: expect.stringContaining('so the app does not answer.'),
    });
  });

  test.each([
    ['a healthy app', facts()],
    ['an app whose workers are merely slow to boot', looping([worker(8, { bootedAt: NOW - 29_000 })])],
    ['a forged line', looping([], { pool: pool({ workers: [unannounced(4242, 5)] }) })],
    [
      'a worker that was killed over a request',
      looping([timedOut(8, 30.1, 5)], { heartbeats: [{ pid: 8, beatAt: NOW - 40_000 }] }),
    ],
    [
      'Gunicorn 22, which never kills a booting worker',
      looping([], { pool: pool({ version: '22.0.0', workers: loop }) }),
    ],
    ['an app that was healthy before', looping([timedOut(8, 30.1, 5)], { health: health() })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen).kind).not.toBe('raised');
  });

  test('is the only cause of the missing responses', () => {
    expect(told([noResponse, requestTimeout, rule], looping(loop, { health: releaseFailed() }))).toEqual([
      ['worker-boot-timeout'],
      ['no-response', 'worker-boot-timeout'],
    ]);
  });
});
