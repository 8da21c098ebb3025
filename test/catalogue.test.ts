import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../src/catalogue.ts';
import { rules } from '../src/rules/index.ts';
import { facts } from './support/builders.ts';
import { contractCodes } from './support/contract-codes.ts';

const root = join(import.meta.dirname, '..');

describe('the catalogue', () => {
  test('lists every rule file, by its code', () => {
    const files = globSync('src/rules/**/*.ts', { cwd: root }).filter((file) =>
      /^export default /m.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(rules.map(({ code }) => `${code}.ts`).sort()).toEqual(files.map((file) => basename(file)).sort());
  });

  test('is what docs/diagnoses.md holds', () => {
    expect(readFileSync(join(root, 'docs/diagnoses.md'), 'utf8')).toBe(catalogue(rules));
  });

  test('shows words in angle brackets, which Markdown would take for tags', () => {
    const text = catalogue(rules).replace(/`[^`]*`/g, '');
    expect(text).toContain('\\<module>');
    expect(text).not.toMatch(/(?<!\\)</);
  });

  test.each(rules.map((rule) => [rule.code, rule] as const))('%s is one of the contract, and has its test', (code) => {
    expect(contractCodes).toContain(code);
    expect(globSync(`test/rules/**/${code}.test.ts`, { cwd: root })).toHaveLength(1);
  });

  test.each(rules.map((rule) => [rule.code, rule] as const))(
    '%s explains only what is in the contract, and not itself',
    (code, rule) => {
      for (const symptom of rule.explains) expect(contractCodes).toContain(symptom);
      expect(rule.explains).not.toContain(code);
    },
  );

  test.each(rules.map((rule) => [rule.code, rule] as const))(
    '%s is told in whole sentences',
    (_code, { title, meaning, example }) => {
      expect(title).not.toMatch(/[.!]$/);
      expect(meaning).toMatch(/[.!]$/);
      expect(example.summary).toMatch(/^[A-Z`"].*\.$/s);
      expect(example.evidence.length).toBeGreaterThan(0);
      expect(example.remedy.length).toBeGreaterThan(0);
      for (const step of example.remedy) expect(step).toMatch(/[.!)]$/);
      expect(JSON.stringify(example)).not.toMatch(/undefined|NaN|\[object/);
    },
  );

  test('no rule raises anything on a healthy app', () => {
    const raised = rules.filter((rule) => rule.judge(facts()).kind === 'raised').map(({ code }) => code);
    expect(raised).toEqual([]);
  });
});
