import { describe, expect, test } from 'vitest';
import { earliestLook, paceMs } from '../../../src/sources/procfs/pace.ts';
import {
  answered,
  app,
  facts,
  health,
  NOW,
  pool,
  probe,
  releaseFailed,
  STARTED,
  waiting,
  worker,
} from '../../support/builders.ts';

const longAgo = { app: app({ startedAt: NOW - 120_000 }), listenersSince: NOW - 120_000, pool: undefined };
const exited = (agoMs: number) => app({ exit: { code: 0, at: NOW - agoMs } });

describe('the pace of the looks', () => {
  test.each([
    ['slow before the app starts', facts({ app: undefined, health: undefined }), 1_000],
    [
      'fast while the app boots',
      facts({ app: app({ startedAt: NOW - 59_000 }), health: waiting(), pool: undefined }),
      100,
    ],
    ['ready for a late listener while the release check waits', facts({ ...longAgo, health: waiting() }), 200],
    [
      'slow when nothing changed since the release check failed a minute ago',
      facts({ ...longAgo, health: releaseFailed({ release: { state: 'failed', deadline: STARTED } }) }),
      1_000,
    ],
    [
      'fast again when a worker was just announced',
      facts({ ...longAgo, health: releaseFailed(), pool: pool({ workers: [worker(9, { bootedAt: NOW - 500 })] }) }),
      100,
    ],
    ['fast for a moment after a listener came or went', facts({ listenersSince: NOW - 500 }), 100],
    ['seldom while the app is healthy', facts(longAgo), 5_000],
    [
      'timed by the next answer that should be there',
      facts({ ...longAgo, probes: [probe(answered(200), { at: NOW - 18_000, durationMs: 500 })] }),
      3_500,
    ],
    [
      'not seldom while that answer does not come',
      facts({ ...longAgo, probes: [probe(answered(200), { at: NOW - 30_000 })] }),
      1_000,
    ],
    [
      'not seldom once a runtime check failed',
      facts({ ...longAgo, health: health({ runtime: { state: 'healthy', consecutiveFailures: 1 } }) }),
      1_000,
    ],
    [
      'not seldom before the first runtime check',
      facts({ ...longAgo, health: health({ runtime: { state: 'unknown', consecutiveFailures: 0 } }) }),
      1_000,
    ],
    ['fast right after an exit', facts({ app: exited(2_900) }), 100],
    ['slow when the exit is a while ago', facts({ app: exited(3_100) }), 1_000],
    [
      'slow when the app could not be started',
      facts({ app: app({ startFailure: { errno: 'ENOENT', path: 'x', searched: [], at: NOW } }) }),
      1_000,
    ],
  ])('is %s', (_, seen, ms) => {
    expect(paceMs(seen)).toBe(ms);
  });
});

describe('the earliest next look', () => {
  const booting = facts({ health: waiting() });

  test.each([
    ['50 ms after a cheap one', booting, 1, 1, 50],
    ['ten times its cost after a dear one', booting, 30, 30, 300],
    ['twice its time after one that had to wait for the processor', booting, 10, 200, 400],
    ['never put off for more than 5 s', booting, 900, 900, 5_000],
    ['half a second off while the app is healthy', facts(longAgo), 1, 1, 500],
    [
      'no sooner while an answer does not come',
      facts({ ...longAgo, probes: [probe(answered(200), { at: STARTED })] }),
      1,
      1,
      500,
    ],
    ['not put off by its cost when the app has ended since', facts({ app: exited(0) }), 900, 900, 50],
  ])('is %s', (_, seen, costMs, tookMs, afterMs) => {
    const at = NOW - 10;
    expect(earliestLook(seen, { at, costMs, tookMs }) - at).toBe(afterMs);
  });
});
