import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import { type Definition, defineRule } from '../../../src/core/diagnosis/rule.ts';
import { facts, NOW } from '../../support/builders.ts';

const rule = (code: string, change: Partial<Definition<'app', string>> = {}) =>
  defineRule<'app', string>({
    code,
    title: code,
    stage: 'answer',
    severity: 'error',
    needs: ['app'],
    meaning: '',
    when: () => code,
    summary: (finding) => `${finding}.`,
    evidence: () => [],
    remedy: () => [],
    example: code,
    ...change,
  });

const told = (...rules: readonly ReturnType<typeof rule>[]) =>
  diagnose(rules, facts(), []).diagnoses.map(({ code, primary, causedBy }) => ({ code, primary, causedBy }));

describe('diagnose', () => {
  test('makes the only finding primary', () => {
    expect(told(rule('slow'), rule('silent', { when: () => undefined }))).toEqual([
      { code: 'slow', primary: true, causedBy: undefined },
    ]);
  });

  test('points a symptom to its cause, whatever the order of the rules', () => {
    const expected = [
      { code: 'cause', primary: true, causedBy: undefined },
      { code: 'symptom', primary: false, causedBy: 'cause' },
    ];
    const cause = rule('cause', { stage: 'runtime', explains: ['symptom'] });
    expect(told(cause, rule('symptom'))).toEqual(expected);
    expect(told(rule('symptom'), cause)).toEqual(expected);
  });

  test('points no symptom to a finding that does not cause it this time', () => {
    const cause = rule('cause', { stage: 'exit', severity: 'warning', explains: ['symptom'], explainsOf: () => [] });
    expect(told(cause, rule('symptom'))).toEqual([
      { code: 'symptom', primary: true, causedBy: undefined },
      { code: 'cause', primary: false, causedBy: undefined },
    ]);
  });

  test('prefers the more severe of two root causes, then the one of the earlier stage', () => {
    expect(told(rule('late'), rule('early', { stage: 'exit' }))[0]).toMatchObject({ code: 'early', primary: true });
    expect(told(rule('mild', { stage: 'exec', severity: 'warning' }), rule('grave'))[0]).toMatchObject({
      code: 'grave',
      primary: true,
    });
  });

  test('prefers the certain one of two of the same stage, then the one that explains more', () => {
    expect(told(rule('a-guess', { confidence: 'likely' }), rule('sure'))[0]).toMatchObject({ code: 'sure' });
    const wide = rule('wide', { explains: ['symptom'] });
    expect(told(rule('narrow'), rule('symptom'), wide)[0]).toMatchObject({ code: 'wide', primary: true });
  });

  test('keeps one primary when two explain each other', () => {
    const both = told(rule('a', { explains: ['b'] }), rule('b', { explains: ['a'] }));
    expect(both.filter(({ primary }) => primary)).toHaveLength(1);
  });

  test('never makes an info primary', () => {
    expect(told(rule('note', { severity: 'info' }))).toMatchObject([{ primary: false }]);
  });

  test("makes the agent's own diagnoses primary only if they are errors and nothing is known about the app", () => {
    const own = rule('own', { stage: 'agent' });
    expect(told(own)).toMatchObject([{ code: 'own', primary: true }]);
    expect(told(rule('own', { stage: 'agent', severity: 'warning' }))).toMatchObject([{ primary: false }]);
    expect(told(own, rule('mild', { severity: 'warning' }))).toMatchObject([
      { code: 'mild', primary: true },
      { code: 'own', primary: false },
    ]);
    expect(told(own, rule('note', { severity: 'info' }))).toMatchObject([
      { code: 'note', primary: false },
      { code: 'own', primary: false },
    ]);
  });

  test('skips a rule whose fact is unknown, and names the fact', () => {
    const { diagnoses, skipped } = diagnose([rule('blind')], facts({ app: undefined }), []);
    expect(diagnoses).toEqual([]);
    expect(skipped).toEqual([{ code: 'blind', missing: [{ fact: 'app', reason: 'not readable here' }] }]);
  });

  test('keeps since while a diagnosis continues', () => {
    const [first] = diagnose([rule('slow')], facts(), []).diagnoses;
    expect(first?.since).toBe(NOW);
    const [later] = diagnose([rule('slow')], { ...facts(), at: NOW + 5_000 }, first ? [first] : []).diagnoses;
    expect(later?.since).toBe(NOW);
  });

  test('gives the same bytes for the same facts', () => {
    const seen = facts();
    const judge = () => JSON.stringify(diagnose([rule('a'), rule('b')], seen, []));
    expect(judge()).toBe(judge());
  });
});
