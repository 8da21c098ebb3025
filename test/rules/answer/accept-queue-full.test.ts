import { describe, expect, test } from 'vitest';
import rule from '../../../src/rules/answer/accept-queue-full.ts';
import noResponse from '../../../src/rules/answer/no-response.ts';
import runtimeCheckFailing from '../../../src/rules/answer/runtime-check-failing.ts';
import { app, facts, health, listener, NOW, probe, process, releaseFailed, waiting } from '../../support/builders.ts';
import { failed, outOfFiles, raised, told, unanswered } from '../../support/probe-builders.ts';

const asked = { path: '/healthcheck', purpose: 'runtime', durationMs: 15_000 } as const;
const dropped = (agoMs: number) => failed({ kind: 'connect-timeout' }, { ...asked, at: NOW - agoMs });
const hung = (agoMs: number) => failed(unanswered(), { ...asked, at: NOW - agoMs });
const queue = (queued: number) => [listener('0.0.0.0', 8000, { queued })];
const earlier = probe(undefined, { at: NOW - 90_000 });
const full = { probes: [earlier, dropped(55_000), dropped(16_000)], listeners: queue(129) };
const stuck = { probes: [earlier, hung(55_000), hung(16_000)], listeners: queue(2) };

describe('accept-queue-full', () => {
  test('names how many wait, how long, and that the app is wedged', () => {
    const seen = facts({ ...full, activity: { cpuShare: 0.004, overMs: 5_000 } });
    const finding = raised(rule, seen);
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding.summary).toBe(
      'The app has accepted nothing on port 8000 for 54 s: 129 connections wait in the full queue of 0.0.0.0:8000, and it is wedged (0% of a core).',
    );
    expect(finding.evidence[0]?.observed).toBe('0.0.0.0:8000: 129 in the accept queue');
    expect(finding.remedy[0]).toContain('See where Gunicorn hangs');
  });

  test('names the process that has reached its limit of open files', () => {
    const finding = raised(rule, facts({ ...full, hangs: [outOfFiles] }));
    expect(finding.summary).toContain(
      ', and pid 7 had 1024 of at most 1024 files open, so it cannot accept connections.',
    );
    expect(finding.evidence.at(-1)?.observed).toBe('state S, in epoll_wait, 1024 of at most 1024 files open');
    expect(finding.remedy.slice(0, 2)).toEqual([
      expect.stringContaining('never closes'),
      expect.stringContaining('`ulimit -n`'),
    ]);
  });

  test('recognizes a saturated app', () => {
    const finding = raised(rule, facts({ ...full, activity: { cpuShare: 0.97, overMs: 5_000 } }));
    expect(finding.summary).toContain(', and it is saturated (97% of a core).');
    expect(finding.remedy[0]).toContain('more workers');
  });

  test('recognizes a saturated app on a busy machine, and does not guess', () => {
    const activity = { cpuShare: 0.3, overMs: 5_000 };
    const [running, asleep] = ['R', 'S'].map((state) => facts({ ...full, activity, processes: [process({ state })] }));
    expect(running && raised(rule, running).summary).toContain(', and it is saturated (30% of a core).');
    expect(asleep && raised(rule, asleep).summary).toMatch(/wait in the full queue of 0\.0\.0\.0:8000\.$/);
  });

  test('is raised if the probes themselves wait in a queue that is not full', () => {
    const { summary, evidence } = raised(rule, facts(stuck));
    expect(summary).toContain(': 2 connections wait in the queue of 0.0.0.0:8000, and ');
    expect(JSON.stringify(evidence)).not.toContain('accepted the connection');
  });

  test('is a warning while the app may be starting, an error after that', () => {
    const severities = [waiting(), releaseFailed()].map(
      (now) => raised(rule, facts({ ...full, health: now })).severity,
    );
    expect(severities).toEqual(['warning', 'error']);
  });

  test('explains the silence, and the runtime checks that fail because of it', () => {
    const unhealthy = health({ status: 'failed', runtime: { state: 'unhealthy', consecutiveFailures: 3 } });
    for (const each of [full, stuck]) {
      expect(told([noResponse, runtimeCheckFailing, rule], facts({ ...each, health: unhealthy }))).toEqual([
        ['accept-queue-full'],
        ['no-response', 'accept-queue-full'],
        ['runtime-check-failing', 'accept-queue-full'],
      ]);
    }
  });

  test.each([
    ['a healthy app', facts()],
    ['a healthy app with a queue', facts({ listeners: queue(40) })],
    ['an app that accepts, and does not answer', facts({ ...stuck, listeners: queue(0) })],
    ['one probe that waits', facts({ probes: [earlier, hung(16_000)], listeners: queue(2) })],
    ['a master whose workers still boot', facts({ ...stuck, health: waiting() })],
    ['an answer that stalled', facts({ ...stuck, probes: [failed(unanswered(12)), failed(unanswered(12))] })],
    ['packets that are lost on the way', facts({ ...full, listeners: queue(0) })],
    ['the queue of another port', facts({ ...full, listeners: [listener('0.0.0.0', 9000, { queued: 99 })] })],
    ['an app that answers by now', facts({ ...full, probes: [...full.probes, probe()] })],
    ['an app that has ended', facts({ ...full, app: app({ exit: { code: 1, at: NOW } }) })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });
});
