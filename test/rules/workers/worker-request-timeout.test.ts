import { describe, expect, test } from 'vitest';
import noResponse from '../../../src/rules/answer/no-response.ts';
import bootTimeout from '../../../src/rules/workers/worker-boot-timeout.ts';
import rule from '../../../src/rules/workers/worker-request-timeout.ts';
import { facts, NOW, pool, worker } from '../../support/builders.ts';
import { failed, raised, told, unanswered } from '../../support/probe-builders.ts';
import { timedOut, unannounced } from '../../support/timeout-builders.ts';

const beaten = (...pids: number[]) => pids.map((pid) => ({ pid, beatAt: NOW - 90_000 }));
const killed = (workers = [timedOut(8, 80, 5)], change: Parameters<typeof facts>[0] = {}) =>
  facts({ pool: pool({ workers }), heartbeats: beaten(...workers.map(({ pid }) => pid)), ...change });

describe('worker-request-timeout', () => {
  test('is a warning for one worker of an app that answers', () => {
    const { summary, severity, confidence } = raised(rule, killed());
    expect({ summary, severity, confidence }).toEqual({
      summary:
        'Gunicorn killed a sync worker (pid 8) that booted, then went silent for longer than its timeout (30 s by default).',
      severity: 'warning',
      confidence: 'certain',
    });
  });

  test('is an error while probes fail, or when it happens often', () => {
    expect(raised(rule, killed([timedOut(8, 80, 5)], { probes: [failed(unanswered())] })).severity).toBe('error');
    const often = killed([timedOut(8, 80, 200), timedOut(9, 80, 100), timedOut(10, 80, 5)]);
    expect(raised(rule, often)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('(pid 10, 3 in 5 min)'),
    });
  });

  test('says where the worker was blocked when only /proc shows it', () => {
    const hang = { pid: 8, state: 'S', call: 'recvfrom', since: NOW - 30_000 } as const;
    const peer = { name: '10.0.3.4:5432', state: 'established' } as const;
    const { summary, evidence } = raised(rule, killed([timedOut(8, 80, 5)], { hangs: [{ ...hang, peer }] }));
    expect(summary).toMatch(/: it was waiting for an answer from 10\.0\.3\.4:5432\.$/);
    expect(evidence.at(-1)).toEqual({
      source: '/proc/8',
      observed: 'state S, in recvfrom, connection to 10.0.3.4:5432 ESTABLISHED',
      at: NOW - 30_000,
    });
    const later = { ...hang, peer, since: NOW - 1_000 };
    expect(raised(rule, killed([timedOut(8, 80, 5)], { hangs: [later] })).summary).not.toContain('10.0.3.4');
  });

  test('says where the worker hung when the log shows it', () => {
    const exception = { kind: 'exception', language: 'python', text: 'SystemExit: 1' } as const;
    const exceptions = [
      { ...exception, where: 'old.py line 1, in <module>', at: NOW - 60_000 },
      { ...exception, where: 'ok.py line 4, in work', at: NOW - 4_900 },
      { ...exception, at: NOW - 4_800 },
    ];
    const seen = killed([timedOut(8, 80, 5)], { log: { tail: [], exceptions, hostRejections: [], cutBytes: 0 } });
    expect(raised(rule, seen).summary).toContain(': it hung in ok.py line 4, in work.');
    expect(raised(rule, seen).remedy[0]).toContain('(in ok.py line 4, in work)');
  });

  test('advises an async worker to unblock its loop', () => {
    const seen = killed([], {
      pool: pool({ workerClass: 'gevent', workers: [timedOut(8, 80, 5)] }),
      heartbeats: beaten(8),
    });
    expect(raised(rule, seen).remedy[0]).toContain('event loop');
  });

  test('treats every timeout of Gunicorn 22 and later as one over a request', () => {
    const modern = facts({ pool: pool({ version: '23.0.0', workers: [timedOut(8, 30.1, 5)] }) });
    expect(told([bootTimeout, rule], modern)).toEqual([['worker-request-timeout']]);
  });

  test.each([
    ['a healthy app', facts()],
    ['a worker that was killed while it booted', killed([timedOut(8, 30.1, 5)], { heartbeats: [{ pid: 8 }] })],
    ['a worker that was killed long ago', killed([timedOut(8, 80, 301)])],
    ['a forged line', killed([unannounced(4242, 5)], { heartbeats: [] })],
    ['a worker that exited on its own', killed([worker(8, { end: { kind: 'exit', at: NOW, code: 0 } })])],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });

  test('explains why the check gets no response', () => {
    expect(told([noResponse, rule], killed([timedOut(8, 80, 5)], { probes: [failed(unanswered())] }))).toEqual([
      ['worker-request-timeout'],
      ['no-response', 'worker-request-timeout'],
    ]);
  });
});
