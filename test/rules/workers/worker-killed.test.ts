import { describe, expect, test } from 'vitest';
import type { Cgroup } from '../../../src/core/facts/cgroup.ts';
import crashLoop from '../../../src/rules/exit/crash-loop.ts';
import rule from '../../../src/rules/workers/worker-killed.ts';
import requestTimeout from '../../../src/rules/workers/worker-request-timeout.ts';
import { facts, NOW, pool, STARTED, worker } from '../../support/builders.ts';
import { causesOf, findingOf, silent } from '../../support/rule-builders.ts';
import { timedOut } from '../../support/timeout-builders.ts';

const KILL_AT = NOW - 5_000;
const killedAt = (at: number) => ({ end: { kind: 'signal', signal: 'SIGKILL', at } as const });
const killed = (pid: number, at = KILL_AT) => worker(pid, killedAt(at));
const memory = (change: Partial<Cgroup['memory']>): Cgroup => ({ version: 2, memory: { usedBytes: 1, ...change } });
const poolOf = (...workers: ReturnType<typeof worker>[]) => ({ pool: pool({ workers, bootCount: workers.length }) });

describe('worker-killed', () => {
  test('names the kernel when the cgroup counted a kill at that time', () => {
    const cgroup = memory({ oomKills: 1, lastOomKillAt: KILL_AT + 900, limitBytes: 512 * 1_048_576 });
    const { summary, severity } = findingOf(rule, facts({ ...poolOf(killed(8), worker(9)), cgroup }));
    expect({ summary, severity }).toEqual({
      summary:
        'A Gunicorn worker (pid 8) was killed by SIGKILL without a timeout: the kernel killed it for memory (the limit is 512 MiB).',
      severity: 'warning',
    });
  });

  test('says that it was not the kernel when the cgroup counted none', () => {
    const seen = facts({ ...poolOf(killed(8)), cgroup: memory({ oomKills: 0 }) });
    expect(findingOf(rule, seen).summary).toContain('another process or a person did it');
  });

  test('waits for the next reading of the cgroup: the kernel may have counted the kill', () => {
    const seen = (cgroup: Cgroup) => facts({ ...poolOf(killed(8, NOW - 200)), cgroup });
    const readAt = (at: number): Cgroup => ({ ...memory({ oomKills: 0 }), readAt: at });
    expect(rule.judge(seen(readAt(NOW - 250)))).toEqual(silent);
    expect(findingOf(rule, seen(readAt(NOW - 150))).summary).toContain('another process or a person did it');
    const counted = memory({ oomKills: 1, lastOomKillAt: NOW - 100 });
    expect(findingOf(rule, seen(counted)).summary).toContain('the kernel killed it for memory');
  });

  test('judges by the kill before the newest while that is not read yet', () => {
    const cgroup = { ...memory({ oomKills: 0 }), readAt: NOW - 250 };
    const seen = facts({ ...poolOf(killed(8), killed(9, NOW - 200)), cgroup });
    expect(findingOf(rule, seen).summary).toContain('worker (pid 8) was killed by SIGKILL');
  });

  test('says that the app may do it itself when each worker is killed as it starts', () => {
    const starting = [8, 9, 10].map((pid, i) =>
      worker(pid, { bootedAt: NOW - 9_000 + i * 1_000, ...killedAt(NOW - 8_900 + i * 1_000) }),
    );
    const remedyOf = (...workers: ReturnType<typeof worker>[]) =>
      findingOf(rule, facts({ ...poolOf(...workers), cgroup: memory({ oomKills: 0 }) })).remedy;
    expect(remedyOf(...starting)[1]).toMatch(/so its code may do it \(`os\.kill`\)/);
    expect(remedyOf(...starting.slice(1))).toHaveLength(1);
    expect(remedyOf(...starting, killed(7))).toHaveLength(1);
  });

  test('says that the log alone cannot show it when no cgroup is seen', () => {
    const seen = facts({ ...poolOf(killed(8)), cgroup: undefined });
    expect(findingOf(rule, seen).summary).toContain('the kernel may have done it for memory, but the log cannot tell');
    expect(findingOf(rule, seen).remedy[0]).toContain('oom_kill');
  });

  test('is an error when it happens often', () => {
    expect(findingOf(rule, facts(poolOf(killed(8), killed(9), killed(10)))).severity).toBe('error');
  });

  test('explains a loop of workers that are killed as soon as they have booted', () => {
    const workers = [8, 9, 10, 11, 12].map((pid, i) =>
      worker(pid, { bootedAt: NOW - 30_000 + i * 4_000, ...killedAt(NOW - 27_000 + i * 4_000) }),
    );
    expect(causesOf([crashLoop, rule], facts({ ...poolOf(...workers), probes: [] }))).toEqual({
      'worker-killed': 'primary',
      'crash-loop': 'worker-killed',
    });
  });

  test('leaves a kill that follows a timeout to the rule about timeouts', () => {
    const seen = facts({ ...poolOf({ ...timedOut(8, 80, 5), ...killedAt(KILL_AT + 500) }) });
    expect(Object.keys(causesOf([rule, requestTimeout], seen))).toEqual(['worker-request-timeout']);
  });

  test.each([
    ['a healthy app', facts()],
    ['a worker that was killed long ago', facts(poolOf(killed(8, NOW - 301_000)))],
    ['another signal', facts(poolOf(worker(8, { end: { kind: 'signal', signal: 'SIGSEGV', at: KILL_AT } })))],
    ['a pid that was never announced', facts(poolOf({ pid: 4242, ...killedAt(KILL_AT) }))],
    [
      'a worker that its server killed when it stopped',
      facts({ pool: pool({ workers: [killed(8)], stoppingAt: KILL_AT - 3_000 }) }),
    ],
  ])('stays silent about %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('needs only the log', () => {
    const seen = facts({
      pool: pool({ workers: [worker(8, { bootedAt: STARTED, ...killedAt(STARTED + 1) })] }),
      app: undefined,
      cgroup: undefined,
    });
    expect(rule.judge(seen).kind).toBe('raised');
  });
});
