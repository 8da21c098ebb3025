import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../../src/core/diagnosis/diagnosis.ts';
import { type Definition, defineRule, type Rule } from '../../../src/core/diagnosis/rule.ts';
import type { App } from '../../../src/core/facts/app.ts';
import { app, facts, NOW, probe, releaseFailed } from '../../support/builders.ts';
import { refused } from '../../support/rule-builders.ts';

/** Raised while `sees` holds of the app. */
const rule = (code: string, sees: (app: App) => boolean, change: Partial<Definition<'app', string>> = {}) =>
  defineRule<'app', string>({
    code,
    title: code,
    stage: 'answer',
    severity: 'error',
    needs: ['app'],
    meaning: '',
    when: (seen) => (sees(seen.app) ? code : undefined),
    summary: (finding) => `${finding}.`,
    evidence: () => [],
    remedy: () => [],
    example: code,
    ...change,
  });

const isRunning = ({ stopRequestedAt, exit }: App): boolean => stopRequestedAt === undefined && exit === undefined;
const always = (): boolean => true;
const isAsked = (seen: App): boolean => !isRunning(seen);

const said = ({ diagnoses }: { diagnoses: readonly Diagnosis[] }) =>
  diagnoses.map(({ code, primary, causedBy }) => [code, primary ? 'primary' : (causedBy ?? 'unexplained')]);

describe('while the app is being stopped', () => {
  const cause = rule('cause', isRunning, { stage: 'upstream', explains: ['symptom'] });
  const rules = [cause, rule('symptom', isRunning), rule('of-the-end', isAsked, { stage: 'exit' })];
  const before = diagnose(rules, facts(), []).diagnoses;
  const stopping = app({ stopRequestedAt: NOW - 500 });

  test.each([
    ['and still runs', stopping],
    ['and has ended', { ...stopping, exit: { code: 143, at: NOW - 100 } }],
  ])('the diagnoses stay, and nothing replaces them: it was asked to %s', (_, now) => {
    expect(diagnose(rules, facts({ app: now }), before).diagnoses).toEqual(before);
    expect(said({ diagnoses: before })).toEqual([
      ['cause', 'primary'],
      ['symptom', 'cause'],
    ]);
  });

  test('a healthy app gets no diagnosis, though its check has failed meanwhile', () => {
    expect(diagnose(rules, facts({ app: stopping, health: releaseFailed() }), []).diagnoses).toEqual([]);
  });

  test("the agent's own diagnoses end, and no new one starts", () => {
    const own = [
      rule('own-over', isRunning, { stage: 'agent', severity: 'warning' }),
      rule('own-still', always, { stage: 'agent', severity: 'warning' }),
      rule('own-new', isAsked, { stage: 'agent', severity: 'warning' }),
    ];
    const told = diagnose(own, facts(), []).diagnoses;
    expect(said(diagnose(own, facts({ app: stopping }), told))).toEqual([['own-still', 'unexplained']]);
  });

  test('an exit on its own before the request is judged like any other', () => {
    const late = app({ exit: { code: 1, at: NOW - 600 }, stopRequestedAt: NOW - 500 });
    expect(said(diagnose(rules, facts({ app: late }), before))).toEqual([['of-the-end', 'primary']]);
  });
});

describe('when the app exits on its own', () => {
  const cause = rule('cause', isRunning, { stage: 'dependency', explains: ['ended'] });
  const ended = rule('ended', isAsked, { stage: 'exit' });
  const before = diagnose([cause, ended], facts(), []).diagnoses;
  const end = (code: number) => facts({ app: app({ exit: { code, at: NOW - 100 } }) });

  test('the cause reported until then remains the root', () => {
    expect(said(diagnose([cause, ended], end(1), before))).toEqual([
      ['cause', 'primary'],
      ['ended', 'cause'],
    ]);
  });

  test.each([
    ['a cause that does not explain an end', [rule('cause', isRunning), ended], 1],
    ['one that was only likely', [rule('cause', isRunning, { explains: ['ended'], confidence: 'likely' }), ended], 1],
    ['an end without a fault', [cause, ended], 0],
    ['an end by a signal', [cause, ended], 137],
  ] as const)('but not with %s', (_, rules, code) => {
    const told = diagnose(rules, facts(), []).diagnoses;
    expect(said(diagnose(rules, end(code), told))).toEqual([['ended', 'primary']]);
  });
});

describe('while the agent has not looked at what an exit left', () => {
  const cause = rule('cause', isRunning);
  const before = diagnose([cause], facts(), []).diagnoses;
  const exited = app({ exit: { code: 1, at: NOW + 10 } });
  const at = (ms: number, lookedAt = NOW) =>
    said(diagnose([cause], { ...facts({ app: exited, lookedAt }), at: NOW + ms }, before));

  test('the certain cause stands, so that it does not come and go', () => {
    expect(at(200)).toEqual([['cause', 'primary']]);
  });

  test('and no longer when it has looked, or when /proc shows nothing for a second', () => {
    expect(at(200, NOW + 100)).toEqual([]);
    expect(at(1_010)).toEqual([]);
  });
});

describe('a guess that was primary', () => {
  const guess = rule('guess', isRunning, { stage: 'boot', confidence: 'likely', explains: ['symptom'] });
  const silent = { ...guess, judge: () => ({ kind: 'silent' }) as const };
  const symptom = rule('symptom', always);
  const before = diagnose([guess, symptom], facts(), []).diagnoses;
  const later = (ms: number, rules = [silent, symptom], told = before) =>
    diagnose(rules, { ...facts(), at: NOW + ms }, told);

  test('is held for half a minute while only its symptoms would replace it', () => {
    const held = later(1_000).diagnoses;
    expect(said({ diagnoses: held })).toEqual(said({ diagnoses: before }));
    expect(said(later(30_000, undefined, held))).toEqual(said({ diagnoses: before }));
    expect(said(later(31_000, undefined, held))).toEqual([['symptom', 'primary']]);
  });

  test('counts again from zero once its rule has raised it again', () => {
    const again = later(20_000, [guess, symptom], later(1_000).diagnoses).diagnoses;
    expect(said(later(45_000, undefined, again))).toEqual(said({ diagnoses: before }));
  });

  test.each([
    ['nothing is left of it', [silent]],
    ['something else is wrong', [silent, symptom, rule('other', always)]],
  ])('is over immediately when %s', (_, rules) => {
    expect(said(later(1_000, rules)).map(([code]) => code)).not.toContain('guess');
  });

  test('is not held if it was certain', () => {
    const sure = rule('guess', isRunning, { stage: 'boot', explains: ['symptom'] });
    const told = diagnose([sure, symptom], facts(), []).diagnoses;
    expect(said(later(1_000, [{ ...sure, judge: silent.judge }, symptom], told))).toEqual([['symptom', 'primary']]);
  });
});

describe('a server that could not load its app', () => {
  const failure = rule('failure', isRunning, { stage: 'load', explains: ['symptom'] });
  const again: Rule = { ...failure, judge: () => ({ kind: 'silent' }) };
  const before = diagnose([failure], facts({ probes: [refused] }), []).diagnoses;
  const later = (ms: number, change: Parameters<typeof facts>[0] = {}, rules = [again], told = before) =>
    diagnose(rules, { ...facts({ probes: [refused], ...change }), at: NOW + ms }, told);

  test('is reported while it restarts', () => {
    const held = later(2_000, {}, [again, rule('symptom', always, { severity: 'warning' })]).diagnoses;
    expect(said({ diagnoses: held })).toEqual([
      ['failure', 'primary'],
      ['symptom', 'failure'],
    ]);
    expect(said(later(13_000, {}, [again], held))).toEqual([]);
  });

  test.each([
    ['a check passes', {}, { probes: [probe()] }],
    ['something else is wrong', { more: rule('other', always) }, {}],
  ])('is over immediately when %s', (_, { more }: { more?: Rule }, change) => {
    const told = later(2_000, change, more ? [again, more] : [again]);
    expect(said(told).map(([code]) => code)).not.toContain('failure');
  });
});
