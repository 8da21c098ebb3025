import type { Rule } from './core/diagnosis/rule.ts';

/** A rule as JSON has it; functions and inner workings stay out, as do the times of an example, which never was. */
export type CatalogueEntry = Pick<Rule, 'code' | 'title' | 'meaning' | 'needs' | 'explains' | 'example'>;

/** Every rule as JSON, for programs. */
export const catalogueJson = (rules: readonly Rule[]): string => json(rules.map(entryOf));

/** One rule as JSON. */
export const entryJson = (rule: Rule): string => json(entryOf(rule));

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const entryOf = ({ code, title, meaning, needs, explains, example }: Rule): CatalogueEntry => ({
  code,
  title,
  meaning,
  needs,
  explains,
  example: { ...example, evidence: example.evidence.map(({ at: _at, ...seen }) => seen) },
});
