import { describe, expect, test } from 'vitest';
import type { Cgroup } from '../../../src/core/facts/cgroup.ts';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import rule from '../../../src/rules/limits/out-of-memory.ts';
import { app, facts, health, NOW, pool, process, releaseFailed, STARTED, worker } from '../../support/builders.ts';
import { causesOf, ended, findingOf, log, severityOf, silent } from '../../support/rule-builders.ts';

const MIB = 1_048_576;
const killed = (at: number, change: Partial<Cgroup['memory']> = {}): Cgroup => ({
  version: 2,
  memory: {
    limitBytes: 512 * MIB,
    usedBytes: 90 * MIB,
    peakBytes: 511 * MIB,
    oomKills: 1,
    lastOomKillAt: at,
    ...change,
  },
});
const unkilled: Cgroup = { version: 2, memory: { limitBytes: 512 * MIB, usedBytes: 90 * MIB, oomKills: 0 } };
const exitAt = STARTED + 1_200;

describe('a main process that the kernel killed', () => {
  const seen = facts({ app: ended({ signal: 'SIGKILL' }), health: releaseFailed(), cgroup: killed(exitAt + 5) });
  const finding = findingOf(rule, seen);

  test('is reported with the limit and the peak', () => {
    expect(finding.severity).toBe('error');
    expect(finding.confidence).toBe('certain');
    expect(finding.summary).toBe(
      'The kernel killed the main process of the app, `gunicorn app:app`, for memory: limit 512 MiB, peak 511 MiB.',
    );
    expect(finding.evidence).toEqual([
      {
        source: 'cgroup',
        expected: 'no process killed for memory',
        observed: 'killed for memory since the app started: 1',
        at: exitAt + 5,
      },
      { source: 'cgroup', observed: 'now 90 MiB, limit 512 MiB, peak 511 MiB' },
    ]);
  });

  test('explains the early end', () => {
    expect(causesOf([exitedEarly, rule], seen)).toEqual({
      'out-of-memory': 'primary',
      'exited-early': 'out-of-memory',
    });
  });
});

test('knows the main process behind a shell by its code 137', () => {
  const seen = facts({ app: ended({ code: 137 }), health: releaseFailed(), cgroup: killed(exitAt) });
  expect(findingOf(rule, seen).summary).toContain('main process');
});

describe('a worker that the kernel killed', () => {
  const dead = worker(9, { end: { kind: 'signal', signal: 'SIGKILL', at: NOW - 2_000 } });
  const ill = health({ status: 'failed', runtime: { state: 'unhealthy', consecutiveFailures: 3 } });
  const seen = (change: Parameters<typeof facts>[0] = {}) =>
    facts({ pool: pool({ workers: [dead, worker(10)] }), cgroup: killed(NOW - 2_000), health: ill, ...change });

  test('is reported with its pid', () => {
    expect(findingOf(rule, seen()).summary).toBe('The kernel killed worker 9 for memory: limit 512 MiB, peak 511 MiB.');
    expect(findingOf(rule, seen()).remedy.join(' ')).toContain('fewer workers');
  });

  test('is a warning while the app keeps running, and over after five minutes', () => {
    expect(severityOf(rule, seen({ health: health() }))).toBe('warning');
    expect(rule.judge(seen({ cgroup: killed(NOW - 400_000) }))).toEqual(silent);
  });

  test('is another process when the server itself killed that one', () => {
    const line = 'WORKER TIMEOUT (pid:9)';
    const timedOut = { ...dead, timeout: { kind: 'timeout' as const, at: NOW - 3_000, line } };
    expect(
      findingOf(rule, seen({ pool: pool({ workers: [timedOut] }), cgroup: killed(NOW - 3_000) })).summary,
    ).toContain('a process in the container');
  });
});

test('waits for the victim: the main process may take a while to die, and its exit may be reported late', () => {
  const seen = (lookedAt: number) => facts({ pool: undefined, cgroup: killed(NOW - 3_000), lookedAt });
  expect(rule.judge(seen(NOW - 1))).toEqual(silent);
  expect(findingOf(rule, seen(NOW)).summary).toContain(
    "a process in the container, not the app's main process, for memory",
  );
});

test('names a process that vanished at that time', () => {
  const gone = { process: process({ pid: 31, name: 'convert', kinship: 'descendant' }), at: NOW - 900, listened: [] };
  const past = { vanished: [gone], zombies: [], listening: {}, execAt: {} };
  expect(findingOf(rule, facts({ past, pool: undefined, cgroup: killed(NOW - 1_000) })).summary).toContain(
    'convert (pid 31), not the main process,',
  );
  const announced = pool({ workers: [worker(31)] });
  expect(findingOf(rule, facts({ past, pool: announced, cgroup: killed(NOW - 1_000) })).summary).toContain(
    'killed worker 31 for memory',
  );
});

describe('a runtime whose heap is full', () => {
  const v8 = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
  const java = 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space';
  const seen = (line: string, exit: { code?: number; signal?: string }) =>
    facts({ app: ended(exit), health: releaseFailed(), log: log([line, ' 1: 0xb78db3 node']), cgroup: unkilled });

  test.each([
    [v8, { signal: 'SIGABRT' }, '--max-old-space-size'],
    [v8, { code: 134 }, '--max-old-space-size'],
    [java, { code: 1 }, '-XX:MaxRAMPercentage'],
  ])('is likely, by "%s"', (line, exit, advice) => {
    const finding = findingOf(rule, seen(line, exit));
    expect(finding.confidence).toBe('likely');
    expect(finding.remedy[0]).toContain(advice);
  });

  test('is known even if the limits cannot be read', () => {
    const { observed, ...rest } = seen(v8, { code: 134 });
    expect(
      rule.judge({ ...rest, observed: { ...observed, cgroup: facts({ cgroup: undefined }).observed.cgroup } }).kind,
    ).toBe('raised');
  });

  test('is not believed when the line is only quoted', () => {
    expect(rule.judge(seen(`GET /?q=${v8} 200`, { code: 1 }))).toEqual(silent);
  });
});

describe('is silent', () => {
  test.each([
    ['on a healthy app', facts()],
    ['on a SIGKILL without a kill for memory', facts({ app: ended({ signal: 'SIGKILL' }), cgroup: unkilled })],
    [
      'when the kernel counts no kills',
      facts({ app: ended({ signal: 'SIGKILL' }), cgroup: { version: 1, memory: { usedBytes: 1 } } }),
    ],
    ['when the app crashed long after', facts({ app: ended({ code: 1 }), cgroup: killed(STARTED - 60_000) })],
    ['when nothing can be read', facts({ app: ended({ signal: 'SIGKILL' }), cgroup: undefined })],
    ['on an app that caught the error and is well', facts({ app: app(), log: log(['java.lang.OutOfMemoryError: x']) })],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});
