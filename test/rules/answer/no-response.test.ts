import { describe, expect, test } from 'vitest';
import { attachedOutput } from '../../../src/core/facts/unread-output.ts';
import rule from '../../../src/rules/answer/no-response.ts';
import runtimeCheckFailing from '../../../src/rules/answer/runtime-check-failing.ts';
import { APP_PID, app, facts, health, listener, NOW, probe, releaseFailed, waiting } from '../../support/builders.ts';
import { failed, outOfFiles, raised, told, unanswered } from '../../support/probe-builders.ts';

const hung = failed(unanswered(), { path: '/healthcheck', purpose: 'runtime', durationMs: 15_000 });

describe('no-response', () => {
  test('distinguishes an app that waits from an app that computes', () => {
    const idle = facts({ probes: [hung], activity: { cpuShare: 0.004, overMs: 5_000 } });
    const busy = facts({ probes: [hung], activity: { cpuShare: 0.98, overMs: 5_000 } });
    const open = facts({ probes: [hung], activity: { cpuShare: 0.4, overMs: 5_000 } });
    const asked = 'The app accepted the connection but did not respond to GET /healthcheck on port 8000 within 15 s';
    expect([idle, busy, open].map((seen) => raised(rule, seen).summary)).toEqual([
      `${asked}: it is waiting (0% of a core).`,
      `${asked}: it is busy computing (98% of a core).`,
      `${asked}.`,
    ]);
  });

  test('names the process that has no file left to accept with, and not what else it does', () => {
    const seen = facts({ probes: [hung], hangs: [outOfFiles], activity: { cpuShare: 0.98, overMs: 5_000 } });
    const { summary, remedy } = raised(rule, seen);
    expect(summary).toMatch(
      /within 15 s: pid 7 had 1024 of at most 1024 files open, so it cannot accept connections\.$/,
    );
    expect(remedy[0]).toContain('never closes');
  });

  test('waits for the line of a Gunicorn that is about to kill its silent worker, and for no other', () => {
    const asked = (agoMs: number, ...command: readonly string[]) => {
      const silent = { ...hung, at: NOW - agoMs, durationMs: 2_000 };
      return rule.judge(facts({ app: app({ command }), processes: [], probes: [silent] })).kind;
    };
    expect(asked(3_000, 'gunicorn', '--timeout', '3', 'app:app')).toBe('silent');
    expect(asked(5_000, 'gunicorn', '--timeout', '3', 'app:app')).toBe('raised');
    expect(asked(3_000, 'gunicorn', 'app:app')).toBe('raised');
    expect(asked(3_000, 'gunicorn: master [app:app]')).toBe('silent');
    expect(asked(6_000, 'gunicorn: master [app:app]')).toBe('raised');
    expect(asked(3_000, 'gunicorn', '--timeout', '0', 'app:app')).toBe('raised');
    expect(asked(3_000, 'node', 'server.js')).toBe('raised');
  });

  test('does not wait for a line that will not be read', () => {
    const log = { tail: [], exceptions: [], hostRejections: [], cutBytes: 0, unread: attachedOutput };
    const command = ['gunicorn', '--timeout', '3', 'app:app'];
    const silent = { ...hung, at: NOW - 3_000, durationMs: 2_000 };
    expect(rule.judge(facts({ app: app({ command }), processes: [], probes: [silent], log })).kind).toBe('raised');
  });

  test('counts the connections that are not accepted, and names how long', () => {
    const earlier = { ...hung, at: hung.at - 60_000 };
    const seen = facts({
      probes: [probe(), earlier, hung],
      listeners: [listener('0.0.0.0', 8000, { queued: 3 }), listener('0.0.0.0', 9000, { queued: 9 })],
      activity: { cpuShare: 0.9, overMs: 5_000 },
    });
    const { summary, remedy } = raised(rule, seen);
    // Its own connection may be one of them.
    expect(summary).toMatch(/^The app did not respond to GET \/healthcheck /);
    expect(summary).toContain(' (for 75 s now): it is busy computing (90% of a core), and 3 connections are queued.');
    expect(remedy).toContain(
      'Let Gunicorn handle more requests at the same time with a larger `--workers`, or with `--threads 4` if requests mostly wait.',
    );
  });

  test('names what a wedged process waits for', () => {
    const peer = { name: '10.0.3.4:5432', state: 'established' } as const;
    const hangs = [
      { pid: APP_PID, state: 'S', call: 'recvfrom', peer, since: NOW - 20_000 },
      { pid: 99, state: 'S', call: 'futex', since: NOW - 90_000 },
    ];
    const { summary, evidence } = raised(rule, facts({ probes: [hung], hangs }));
    expect(summary).toContain('and pid 7 was waiting for an answer from 10.0.3.4:5432');
    expect(JSON.stringify(evidence)).not.toContain('futex');
  });

  test('distinguishes a stalled response from silence', () => {
    const probes = [failed(unanswered(212), { durationMs: 15_000 })];
    expect(raised(rule, facts({ probes })).summary).toContain(': the response stalled after 212 bytes, and');
  });

  test('reports a connection that was not even accepted', () => {
    const probes = [failed({ kind: 'connect-timeout' }, { durationMs: 15_000 })];
    const seen = facts({ probes, activity: undefined });
    expect(raised(rule, seen).summary).toBe('Nothing accepted a connection on port 8000 within 15 s.');
  });

  test('is a warning while the app may still be starting, an error after that', () => {
    const severities = [waiting(), releaseFailed(), health()].map(
      (now) => raised(rule, facts({ probes: [hung], health: now })).severity,
    );
    expect(severities).toEqual(['warning', 'error', 'error']);
  });

  test('judges by the probe alone if /proc cannot be read', () => {
    const blind = { listeners: undefined, processes: undefined, heartbeats: undefined, activity: undefined };
    expect(rule.judge(facts({ probes: [hung], ...blind })).kind).toBe('raised');
  });

  test('ignores a Gunicorn whose workers still boot until the release check ends', () => {
    const heartbeats = [{ pid: 8 }, { pid: 9 }];
    expect(rule.judge(facts({ probes: [hung], heartbeats, health: waiting() }))).toEqual({ kind: 'silent' });
    expect(raised(rule, facts({ probes: [hung], heartbeats, health: releaseFailed() })).severity).toBe('error');
    const booted = [{ pid: 8, beatAt: NOW - 9_000 }, { pid: 9 }];
    expect(raised(rule, facts({ probes: [hung], heartbeats: booted, health: waiting() })).severity).toBe('warning');
  });

  test.each([
    ['a healthy app', facts()],
    ['an app that answers by now', facts({ probes: [hung, probe()] })],
    ['an app that hangs up', facts({ probes: [failed({ kind: 'reset' })] })],
    ['a port that refuses', facts({ probes: [failed({ kind: 'refused' })] })],
    ['a port that waits for TLS', facts({ probes: [failed(unanswered(), { identity: 'tls' })] })],
    ['a port that waits for HTTP/2', facts({ probes: [failed(unanswered(), { identity: 'http2' })] })],
    ['an app that has ended', facts({ probes: [hung], app: app({ exit: { signal: 'SIGKILL', at: NOW } }) })],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });

  test('explains the runtime checks that fail because of it', () => {
    const unhealthy = health({ status: 'failed', runtime: { state: 'unhealthy', consecutiveFailures: 3 } });
    expect(told([runtimeCheckFailing, rule], facts({ probes: [hung], health: unhealthy }))).toEqual([
      ['no-response'],
      ['runtime-check-failing', 'no-response'],
    ]);
  });
});
