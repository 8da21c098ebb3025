import { describe, expect, test } from 'vitest';
import notListening from '../../../src/rules/listening/not-listening.ts';
import rule from '../../../src/rules/listening/slow-boot.ts';
import {
  app,
  facts,
  health,
  listener,
  NOW,
  probe,
  process,
  releaseFailed,
  STARTED,
  settings,
  waiting,
} from '../../support/builders.ts';
import {
  causesOf,
  ended,
  exception,
  findingOf,
  log,
  refused,
  severityOf,
  silent,
} from '../../support/rule-builders.ts';

const SHORT = settings({ releaseTimeoutMs: 60_000 });
const failedAt = STARTED + 60_000;

describe('an app that passed too late', () => {
  const passedLate = (tookMs: number) =>
    health({ release: { state: 'failed', deadline: failedAt, failedAt, passedAt: STARTED + tookMs } });
  const finding = findingOf(rule, facts({ health: passedLate(75_000), settings: SHORT }));

  test('is a warning with both times', () => {
    expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
    expect(finding.summary).toBe(
      "The app was not ready within the release check's limit of 60 s: it first passed its check 75 s after its start.",
    );
    expect(finding.evidence).toEqual([
      { source: 'release check', expected: 'passed within 60 s', observed: 'failed', at: failedAt },
      { source: 'probe', observed: 'it first passed its check 75 s after its start', at: STARTED + 75_000 },
    ]);
  });

  test.each([
    [75_000, 'RELEASE_HEALTHCHECK_TIMEOUT=120`'],
    [215_000, 'RELEASE_HEALTHCHECK_TIMEOUT=330`'],
    [880_000, 'RELEASE_HEALTHCHECK_TIMEOUT=900`'],
    [900_000, 'Make the app start faster: the platform waits 900 s at most.'],
  ])('after %i ms is advised to %s', (tookMs, advice) => {
    expect(findingOf(rule, facts({ health: passedLate(tookMs), settings: SHORT })).remedy[0]).toContain(advice);
  });

  test('gets the switch of its platform', () => {
    const kubernetes = settings({ profile: 'kubernetes' });
    expect(findingOf(rule, facts({ health: passedLate(75_000), settings: kubernetes })).remedy[0]).toContain(
      'startupProbe',
    );
  });

  test('does not explain later failures', () => {
    const stopped = {
      health: passedLate(75_000),
      settings: SHORT,
      probes: [refused],
      listeners: [],
      listenersSince: NOW - 5_000,
    };
    expect(causesOf([rule, notListening], facts(stopped))).toEqual({ 'not-listening': 'primary' });
  });
});

describe('workers that exit one after the other without a heartbeat', () => {
  const replaced = {
    health: releaseFailed(),
    probes: [probe({ kind: 'no-response', received: 0 })],
    processes: [process(), process({ pid: 12, ppid: 7, kinship: 'descendant', startedAt: NOW - 900 })],
    heartbeats: [{ pid: 9 }, { pid: 10 }, { pid: 12 }],
  } as const;

  test('are reported whatever ended them', () => {
    const finding = findingOf(rule, facts(replaced));
    expect(finding.summary).toContain('its workers exit before they finish booting (2 so far), and new ones start');
    expect(finding.remedy[0]).toContain('WORKER TIMEOUT');
  });

  test('are reported even while none is running', () => {
    const none = { ...replaced, processes: [process()] };
    expect(findingOf(rule, facts(none)).summary).toContain('3 so far');
  });

  test('are ignored once one has sent a heartbeat', () => {
    expect(rule.judge(facts({ ...replaced, heartbeats: [{ pid: 9 }, { pid: 10, beatAt: NOW }] }))).toEqual(silent);
  });
});

describe('a worker that never sent a heartbeat', () => {
  const booting = {
    health: releaseFailed(),
    probes: [probe({ kind: 'no-response', received: 0 })],
    processes: [process(), process({ pid: 9, ppid: 7, kinship: 'descendant', startedAt: NOW - 90_000 })],
    heartbeats: [{ pid: 9 }],
  } as const;

  test('is still booting', () => {
    const finding = findingOf(rule, facts(booting));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding.summary).toBe(
      "The app was not ready within the release check's limit of 3 min: worker 9 has been booting for 90 s.",
    );
    expect(finding.remedy[0]).toContain('py-spy dump --pid 9');
    expect(finding.remedy[1]).toContain('RELEASE_HEALTHCHECK_TIMEOUT=270');
  });

  test.each([
    ['when another worker has beaten', facts({ ...booting, heartbeats: [{ pid: 9 }, { pid: 8, beatAt: NOW - 500 }] })],
    ['when the worker is gone', facts({ ...booting, heartbeats: [{ pid: 4 }] })],
    ['when no heartbeats are read', facts({ ...booting, heartbeats: undefined })],
    ["when the listener is not the endpoint's", facts({ ...booting, listeners: [listener('0.0.0.0', 9090)] })],
  ])('is silent %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

describe('an app without a listener', () => {
  const starting = { health: releaseFailed(), listeners: [], listenersSince: STARTED, probes: [refused] };
  const migrating = process({
    pid: 9,
    kinship: 'descendant',
    command: ['alembic', 'upgrade', 'head'],
    startedAt: NOW - 50_000,
  });

  test.each([
    ['busy', { activity: { cpuShare: 0.3, overMs: 5_000 } }, 'it is busy, using 30% of a core'],
    [
      'at a migration',
      { processes: [process(), migrating] },
      'it has been running a database migration for 50 s (`alembic upgrade head`)',
    ],
    [
      'writing its log',
      { log: log(['loading model 3 of 9'], { lastWrittenAt: NOW - 10_000 }) },
      'its last line was "loading model 3 of 9"',
    ],
  ])('is likely to start still when it is %s', (_, change, words) => {
    const finding = findingOf(rule, facts({ ...starting, ...change }));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
    expect(finding.summary).toBe(`The app was not ready within the release check's limit of 3 min: ${words}.`);
  });

  test('is silent about an app that keeps raising exceptions and sleeps in between', () => {
    const raised = [exception('Error: no plan', { at: NOW - 900 })];
    const written = log(['css rebuilt'], { lastWrittenAt: NOW - 100, exceptions: raised });
    expect(severityOf(rule, facts({ ...starting, log: written }))).toBe('silent');
    const pause = process({ pid: 30, command: ['sleep', '1'] });
    expect(severityOf(rule, facts({ ...starting, processes: [pause], log: written }))).toBe('silent');
    expect(severityOf(rule, facts({ ...starting, log: written, activity: { cpuShare: 0.3, overMs: 5_000 } }))).toBe(
      'error',
    );
  });

  test('explains that it does not listen', () => {
    expect(causesOf([notListening, rule], facts({ ...starting, processes: [process(), migrating] }))).toEqual({
      'slow-boot': 'primary',
      'not-listening': 'slow-boot',
    });
  });

  test.each([
    ['when it is idle', facts({ ...starting, log: log(['waiting'], { lastWrittenAt: NOW - 10_001 }) })],
    [
      'before the release check has ended',
      facts({ ...starting, health: waiting(), processes: [process(), migrating] }),
    ],
    ['when it ended instead', facts({ ...starting, app: ended({ code: 1 }), processes: [migrating] })],
    [
      'when it is being stopped',
      facts({ ...starting, app: app({ stopRequestedAt: STARTED }), processes: [migrating] }),
    ],
    ['when it listens on loopback', facts({ ...starting, listeners: [listener('127.0.0.1')], processes: [migrating] })],
  ])('is silent %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('is silent on a healthy app', () => {
  expect(severityOf(rule, facts())).toBe('silent');
});
