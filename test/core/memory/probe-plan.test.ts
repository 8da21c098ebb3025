import { describe, expect, test } from 'vitest';
import type { Probe } from '../../../src/core/facts/probe.ts';
import { nextProbes } from '../../../src/core/memory/probe-plan.ts';
import { awaited } from '../../../src/core/observed.ts';
import {
  answered,
  app,
  endpoint,
  facts,
  health,
  listener,
  NOW,
  PORT,
  probe,
  releaseFailed,
  STARTED,
  settings,
  waiting,
} from '../../support/builders.ts';

const refused = (at: number, change: Partial<Probe> = {}): Probe =>
  probe({ kind: 'refused' }, { at, durationMs: 10, ...change });

const silent = (at: number): Probe => probe({ kind: 'no-response', received: 0 }, { at, durationMs: 10 });

type Change = NonNullable<Parameters<typeof facts>[0]>;

/** The facts of an app that has not passed yet, its listener there since long ago. */
const booting = (change: Change = {}) => facts({ health: waiting(), listenersSince: STARTED, ...change });

const dueAfterNow = (change: Change): number | undefined => {
  const [planned] = nextProbes(booting(change));
  return planned && planned.dueAt - NOW;
};

describe('nothing is probed', () => {
  test.each([
    ['before the app is started', facts({ app: undefined })],
    ['when the app could not be started', facts({ app: { command: ['x'], startedAt: STARTED } })],
    ['once the app has ended', facts({ app: app({ exit: { code: 1, at: NOW } }) })],
    ['while no endpoint is known', facts({ endpoints: [] })],
    ['when only the process counts', facts({ settings: settings({ profile: 'cloudaipilot' }) })],
  ])('%s', (_when, seen) => {
    expect(nextProbes(seen)).toEqual([]);
  });
});

describe('the release check is due', () => {
  test('1 s after the agent began, too, while an app that was there before it has not been looked at', () => {
    const { observed, ...rest } = booting({ probes: [] });
    const [planned] = nextProbes({ ...rest, observed: { ...observed, listeners: awaited(NOW - 400) } });
    expect(planned?.dueAt).toBe(NOW + 600);
  });

  test.each<readonly [string, Change, number]>([
    ['at once when there was none', { probes: [] }, 0],
    [
      '1 s after the start when there was none and nobody has looked who listens',
      { probes: [], listeners: undefined },
      STARTED + 1_000 - NOW,
    ],
    [
      'at once when the only one was of another port',
      { probes: [refused(NOW, { endpoint: endpoint({ port: 1 }) })] },
      0,
    ],
    ['at once when the only one was of an app before this', { probes: [refused(STARTED - 5_000)] }, 0],
    ['250 ms after a first failure', { probes: [refused(NOW - 10)] }, 250],
    ['500 ms after a second failure', { probes: [refused(NOW - 500), refused(NOW - 10)] }, 500],
    ['1 s after a third failure', { probes: [NOW - 900, NOW - 500, NOW - 10].map((at) => refused(at)) }, 1_000],
    [
      '2 s after many failures',
      { probes: [NOW - 9_000, NOW - 7_000, NOW - 5_000, NOW - 3_000, NOW - 10].map((at) => refused(at)) },
      2_000,
    ],
    ['5 s after a failure while nothing listens there', { probes: [refused(NOW - 10)], listeners: [] }, 5_000],
    [
      '5 s after a failure while all listeners are on other ports, new ones too',
      { probes: [refused(NOW - 10)], listeners: [listener('0.0.0.0', PORT + 1)], listenersSince: NOW },
      5_000,
    ],
    [
      '1 s after a failure while listeners cannot be read',
      { probes: [refused(NOW - 10)], listeners: undefined },
      1_000,
    ],
    ['at once when a listener appeared after a refusal', { probes: [refused(NOW - 10)], listenersSince: NOW - 5 }, -5],
    [
      '250 ms after the end of any other failure at the earliest',
      { probes: [silent(NOW - 10)], listenersSince: NOW },
      250,
    ],
    [
      'only 5 s later while connections wait to be accepted',
      { probes: [silent(NOW - 10)], listeners: [listener('0.0.0.0', PORT, { queued: 1 })] },
      5_000,
    ],
    [
      'after an interval when it passed, and other endpoints have not',
      { probes: [probe(answered(200), { at: NOW })] },
      20_000,
    ],
  ])('%s', (_when, change, expected) => {
    expect(dueAfterNow(change)).toBe(expected);
  });

  test.each([
    ['after the same pause as any other', [listener('0.0.0.0', PORT)], 250],
    ['after the same pause while nothing listens', [], 5_000],
  ] as const)('%s when a check could not be sent', (_, listeners, expected) => {
    const unsent = probe({ kind: 'failed', reason: 'ENETUNREACH' }, { at: NOW - 10, durationMs: 10 });
    const checks = [{ port: PORT, runtime: 'unknown', failures: 0, passes: 0, blindSince: NOW - 10 }] as const;
    expect(dueAfterNow({ probes: [{ ...unsent, undelivered: 'loopback-down' }], listeners, checks })).toBe(expected);
    expect(dueAfterNow({ probes: [unsent], listeners, checks })).toBe(0);
  });

  test('also after it has failed for good: the app may answer late', () => {
    const planned = nextProbes(facts({ health: releaseFailed(), probes: [refused(NOW - 10)] }));
    expect(planned).toEqual([{ endpoint: endpoint(), purpose: 'release', dueAt: NOW + 250 }]);
  });

  test('for every endpoint by itself', () => {
    const [first, second] = [endpoint({ port: 1 }), endpoint({ port: 2, protocol: 'tcp' })];
    const listeners = [listener('0.0.0.0', 1)];
    const probes = [refused(NOW - 10, { endpoint: first }), refused(NOW - 10, { endpoint: second })];
    expect(nextProbes(booting({ endpoints: [first, second], listeners, probes }))).toEqual([
      { endpoint: first, purpose: 'release', dueAt: NOW + 250 },
      { endpoint: second, purpose: 'release', dueAt: NOW + 5_000 },
    ]);
  });
});

describe('the runtime check is due', () => {
  const runtime = (at: number, durationMs: number, outcome = answered(200)): Probe =>
    probe(outcome, { purpose: 'runtime', at, durationMs });

  test.each<readonly [string, Change, number]>([
    ['at once after the release check has passed', { probes: [probe()] }, 0],
    ['an interval after the one before began', { probes: [runtime(NOW - 100, 50)] }, 19_900],
    ['an interval after a failed one began, too', { probes: [runtime(NOW, 5, { kind: 'refused' })] }, 20_000],
    ['not before the one before has ended', { probes: [runtime(NOW - 30_000, 30_050)] }, 50],
    [
      'at the interval also when nothing listens',
      { probes: [runtime(NOW, 5)], listeners: [], listenersSince: NOW },
      20_000,
    ],
  ])('%s', (_when, change, expected) => {
    const [planned] = nextProbes(facts({ health: health(), ...change }));
    expect(planned).toEqual({ endpoint: endpoint(), purpose: 'runtime', dueAt: NOW + expected });
  });

  test('also once the release check has passed too late', () => {
    const late = releaseFailed({ release: { state: 'failed', deadline: NOW, failedAt: NOW, passedAt: NOW } });
    expect(nextProbes(facts({ health: late }))[0]?.purpose).toBe('runtime');
  });
});
