import { describe, expect, test } from 'vitest';
import type { Log } from '../../../src/core/memory/facts.ts';
import rule from '../../../src/rules/dependencies/dependency-unreachable.ts';
import { facts, health, releaseFailed, STARTED } from '../../support/builders.ts';
import { ended, exception, findingOf, log, silent } from '../../support/rule-builders.ts';

type LoggedFailure = NonNullable<Log['dependencyFailures']>[number];

const LINE = 'Error connecting to Redis on redis:6379 (Errno::ECONNREFUSED)';
const told = (change: Partial<LoggedFailure> = {}): LoggedFailure => ({
  kind: 'dependency-failed',
  how: 'refused',
  target: 'redis:6379',
  service: 'Redis',
  line: LINE,
  at: STARTED + 1_100,
  firstAt: STARTED + 1_100,
  count: 1,
  ...change,
});

const died = { listeners: [], processes: [], probes: [], app: ended({ code: 1 }) };
const early = { ...died, health: releaseFailed() };
const frames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `/bundle/gems/redis-5.0.8/lib/redis/client.rb:${n}:in \`connect'`);
const failed = (lines: readonly string[], change: Partial<LoggedFailure> = {}) =>
  facts({ ...early, log: log([...lines], { dependencyFailures: [told(change)] }) });

describe('an app that exited after words about a host', () => {
  test.each([
    ['and a few lines', [LINE, 'cannot start', 'giving up']],
    ['and a trace of twelve lines', [LINE, ...frames(12)]],
    ['that a trace of a hundred lines pushed out of sight', frames(20)],
  ])('%s is explained by them', (_, lines) => {
    expect(findingOf(rule, failed(lines)).summary).toContain('because Redis at redis:6379 refuses the connection');
  });

  test('and many other lines is not', () => {
    const lines = [LINE, ...Array.from({ length: 9 }, (_, n) => `loaded plugin ${n}`), 'no licence'];
    expect(rule.judge(failed(lines))).toEqual(silent);
  });

  test('is not, if the words are about a collector, unless they are the last', () => {
    const line = 'Failed to export span batch: connect ECONNREFUSED 127.0.0.1:4318';
    const change = { line, target: '127.0.0.1:4318' };
    expect(rule.judge(failed([line, 'no licence'], change))).toEqual(silent);
    expect(findingOf(rule, failed([line], change)).summary).toContain('127.0.0.1:4318');
  });

  test('before an exception that names no host is explained by both', () => {
    const raised = exception('MaxRetriesPerRequestError: Reached the max retries per request limit', {
      dependency: { how: 'unreached', service: 'Redis' },
    });
    const seen = facts({ ...early, log: log([LINE], { exceptions: [raised], dependencyFailures: [told()] }) });
    expect(findingOf(rule, seen).summary).toContain('because Redis at redis:6379 refuses the connection');
  });
});

describe('an app that had been healthy and exited', () => {
  const late = { ...died, health: health({ everHealthy: true }) };
  const raised = exception('Error: connect ETIMEDOUT 10.1.2.3:443', {
    dependency: { how: 'no-answer', target: '10.1.2.3:443' },
  });

  test('because of one error is not an app that cannot reach its service', () => {
    const failure = told({ how: 'no-answer', target: '10.1.2.3:443', line: raised.text });
    const seen = facts({ ...late, log: log([raised.text], { exceptions: [raised], dependencyFailures: [failure] }) });
    expect(rule.judge(seen)).toEqual(silent);
  });

  test('after many failures is', () => {
    const failure = told({ how: 'no-answer', target: '10.1.2.3:443', line: raised.text, count: 12 });
    const seen = facts({ ...late, log: log([raised.text], { exceptions: [raised], dependencyFailures: [failure] }) });
    expect(findingOf(rule, seen).summary).toContain('10.1.2.3:443 does not answer');
  });
});
