import { expect, test } from 'vitest';
import { defineRule } from '../../../src/core/diagnosis/rule.ts';
import { app, facts, process } from '../../support/builders.ts';
import { findingOf } from '../../support/rule-builders.ts';

const texts = {
  title: 'Counts processes',
  stage: 'agent',
  severity: 'info',
  meaning: 'For the test.',
  evidence: () => [],
  remedy: () => [],
  example: 1,
} as const;

const rule = defineRule({
  ...texts,
  code: 'counting',
  needs: ['app'],
  assumes: { processes: [] },
  when: ({ processes }) => processes.length,
  summary: (count) => `${count}.`,
});

test('judges with the stand-in if the fact is unknown, and with the fact if it is known', () => {
  expect(findingOf(rule, facts({ processes: undefined })).summary).toBe('0.');
  expect(findingOf(rule, facts({ processes: [process(), process({ pid: 8 })] })).summary).toBe('2.');
});

test('still skips if a fact without a stand-in is missing', () => {
  expect(rule.judge(facts({ app: undefined, processes: undefined }))).toEqual({
    kind: 'skipped',
    missing: [{ fact: 'app', reason: 'not readable here' }],
  });
});

test('names only the facts that it cannot do without, and is otherwise the same rule', () => {
  expect(rule).toMatchObject({ code: 'counting', needs: ['app'], example: { summary: '1.' } });
});

test('assumes what a saved log does not show if no app is known, and requires it for a live app', () => {
  const offline = defineRule({
    ...texts,
    code: 'offline',
    needs: ['app', 'processes'],
    assumesOffline: { app: app({ command: [] }), processes: [] },
    when: ({ processes }) => processes.length,
    summary: (count) => `${count}.`,
  });
  expect(offline.needs).toEqual(['app', 'processes']);
  expect(findingOf(offline, facts({ app: undefined, processes: undefined })).summary).toBe('0.');
  expect(offline.judge(facts({ processes: undefined }))).toMatchObject({ missing: [{ fact: 'processes' }] });
});

test('passes no fact that was not requested', () => {
  const seen: unknown[] = [];
  const curious = defineRule({
    ...texts,
    code: 'curious',
    needs: ['app'],
    assumes: { processes: [] },
    when(known): number | undefined {
      // @ts-expect-error: the compiler knows no fact that is neither needed nor assumed.
      seen.push(known.listeners, known.app.pid, known.processes.length);
      return undefined;
    },
    summary: () => '',
  });
  curious.judge(facts());
  expect(seen).toEqual([undefined, 7, 1]);
});

test('accepts no stand-in of another shape', () => {
  const needs = ['app'] as const;
  const definition = { ...texts, code: 'misled', needs, when: () => 1, summary: () => '' };
  // @ts-expect-error: processes are a list.
  expect(defineRule({ ...definition, assumes: { processes: 3 } }).code).toBe('misled');
});
