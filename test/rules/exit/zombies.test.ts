import { describe, expect, test } from 'vitest';
import type { Past } from '../../../src/core/facts/past.ts';
import rule from '../../../src/rules/exit/zombies.ts';
import { facts, NOW, process } from '../../support/builders.ts';
import { ended, findingOf, silent } from '../../support/rule-builders.ts';

const main = process();
const dead = (count: number, ppid = main.pid) =>
  Array.from({ length: count }, (_, index) =>
    process({ pid: 20 + index, ppid, name: 'convert', command: [], state: 'Z' }),
  );
const grown = (...counts: readonly (readonly [agoMs: number, count: number])[]): Past => ({
  vanished: [],
  zombies: counts.map(([agoMs, count]) => ({ at: NOW - agoMs, count })),
  listening: {},
  execAt: {},
});
const rising = grown([90_000, 1], [60_000, 4], [10_000, 6]);

test('names how many there are, since when, and their parent', () => {
  const finding = findingOf(rule, facts({ processes: [main, ...dead(6)], past: rising }));
  expect(finding.severity).toBe('warning');
  expect(finding.summary).toBe(
    'The app has 6 dead processes that nothing reaps, up from 1 within 90 s: their parent is `gunicorn app:app` (pid 7).',
  );
  expect(finding.remedy[0]).toContain('wait()');
});

test('advises an init when process 1 inherits them', () => {
  const finding = findingOf(rule, facts({ processes: [main, ...dead(6, 1)], past: rising }));
  expect(finding.summary).toContain('their parent is process 1.');
  expect(finding.remedy[0]).toContain('--init');
});

describe('is silent', () => {
  const sixDead = [main, ...dead(6)];
  test.each([
    ['on a healthy app', facts()],
    ['on a few', facts({ processes: [main, ...dead(4)], past: rising })],
    ['on a burst', facts({ processes: sixDead, past: grown([5_000, 3], [1_000, 6]) })],
    ['when their number does not change', facts({ processes: sixDead, past: grown([900_000, 6]) })],
    [
      'when they are reaped now and then',
      facts({ processes: sixDead, past: grown([90_000, 9], [20_000, 0], [2_000, 6]) }),
    ],
    ['when the app has exited', facts({ app: ended({ code: 1 }), processes: sixDead, past: rising })],
  ])('%s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

test('says that more exist than are listed', () => {
  const past = grown([90_000, 1], [10_000, 1_023]);
  expect(findingOf(rule, facts({ processes: [main, ...dead(1_023)], past })).summary).toContain(
    'The app has at least 1023 dead processes',
  );
});
