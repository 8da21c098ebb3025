import { expect, test } from 'vitest';
import { defineRule } from '../../../src/core/diagnosis/rule.ts';
import { refinedBy } from '../../../src/core/diagnosis/stand-ins.ts';
import { facts, process } from '../../support/builders.ts';

const counting = defineRule<'app' | 'processes', number>({
  code: 'counting',
  title: 'Counts processes',
  stage: 'agent',
  severity: 'info',
  needs: ['app', 'processes'],
  meaning: 'For the test.',
  when: ({ processes }) => processes.length,
  summary: (count) => `${count}.`,
  evidence: () => [],
  remedy: () => [],
  example: 1,
});
const rule = refinedBy({ processes: [] }, counting);

const summaryOf = (seen: ReturnType<typeof facts>) => {
  const verdict = rule.judge(seen);
  return verdict.kind === 'raised' ? verdict.finding.summary : verdict.kind;
};

test('judges with the stand-in where the fact is unknown, and with the fact where it is known', () => {
  expect(summaryOf(facts({ processes: undefined }))).toBe('0.');
  expect(summaryOf(facts({ processes: [process(), process({ pid: 8 })] }))).toBe('2.');
});

test('still skips when a fact is missing that has no stand-in', () => {
  expect(rule.judge(facts({ app: undefined, processes: undefined }))).toEqual({
    kind: 'skipped',
    missing: [{ fact: 'app', reason: 'not readable here' }],
  });
});

test('names only what it cannot do without, and is the same rule otherwise', () => {
  expect(rule).toMatchObject({ code: 'counting', needs: ['app'], example: counting.example });
});
