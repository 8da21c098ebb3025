import { expect, test } from 'vitest';
import { defineRule } from '../../../src/core/diagnosis/rule.ts';
import { facts } from '../../support/builders.ts';

const rule = defineRule({
  code: 'test-rule',
  title: 'The test is a test',
  stage: 'runtime',
  needs: ['app'],
  meaning: 'None.',
  when: () => ({}),
  severity: 'error',
  summary: () => 'It is.',
  evidence: () => [
    { source: 'log', observed: 'could not connect', at: 1 },
    { source: 'probe', observed: 'refused', at: 2 },
    { source: 'log', observed: 'could not connect', at: 3 },
    { source: 'probe', observed: 'refused', at: 4 },
  ],
  remedy: () => [],
  example: {},
});

test('a line that a log repeats is evidence once; a probe that fails again is seen at another time', () => {
  expect(rule.judge(facts())).toMatchObject({
    finding: {
      evidence: [
        { source: 'log', at: 1 },
        { source: 'probe', at: 2 },
        { source: 'probe', at: 4 },
      ],
    },
  });
});
